import { createHmac } from 'node:crypto'

/** The name that all installations used. Read as before, and replaced by a name of this installation. */
const SHARED_NAME = 'parley-session'

/** Enough to distinguish the installations of one host. It reveals nothing of the secret. */
const DIGEST_CHARS = 8

export interface CookieNames {
  /** The name of cookies that are set. */
  readonly name: string
  /** Names of cookies that are read as well, the newest first. */
  readonly older: readonly string[]
}

/**
 * The name of the session cookie. All ports of a host share cookies, so a second installation would replace the
 * sessions of the first. So the name carries a digest of the secret. With https only, the prefix `__Host-` keeps other
 * hosts of the domain from setting it.
 */
export function sessionCookieNames(secret: string, httpsOnly: boolean): CookieNames {
  const own = `${SHARED_NAME}-${createHmac('sha256', secret).update('session cookie').digest('hex').slice(0, DIGEST_CHARS)}`
  return httpsOnly ? { name: `__Host-${own}`, older: [own, SHARED_NAME] } : { name: own, older: [SHARED_NAME] }
}
