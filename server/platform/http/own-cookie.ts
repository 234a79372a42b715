import { createHmac } from 'node:crypto'

/** Enough to distinguish the installations of one host. It reveals nothing of the secret. */
const DIGEST_CHARS = 8

/**
 * The name of a cookie of this installation. All ports of a host share cookies, so a second installation would replace
 * those of the first. So the name carries a digest of the secret.
 */
export function ownCookie(name: string, secret: string): string {
  return `${name}-${createHmac('sha256', secret).update('session cookie').digest('hex').slice(0, DIGEST_CHARS)}`
}
