import { ownCookie } from '../../platform/http/own-cookie'

/** The name that all installations used. Read as before, and replaced by a name of this installation. */
const SHARED_NAME = 'parley-session'

export interface CookieNames {
  /** The name of cookies that are set. */
  readonly name: string
  /** Names of cookies that are read as well, the newest first. */
  readonly older: readonly string[]
}

/**
 * The name of the session cookie. With https only, the prefix `__Host-` keeps other hosts of the domain from setting
 * it.
 */
export function sessionCookieNames(secret: string, httpsOnly: boolean): CookieNames {
  const own = ownCookie(SHARED_NAME, secret)
  return httpsOnly ? { name: `__Host-${own}`, older: [own, SHARED_NAME] } : { name: own, older: [SHARED_NAME] }
}
