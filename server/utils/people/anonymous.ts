import { createHmac } from 'node:crypto'
import type { User } from '#shared/schemas/user'

/**
 * The author of what a script without a session sends. One id for an address, so that its rate is limited and its idempotency
 * keys are its own; made with the secret, so that the address can't be read or guessed from it.
 * @param address as `addressKey` names it: of an IPv6 network each host could be 2^64 authors
 */
export function anonymous(address: string, secret: string): User {
  const digest = createHmac('sha256', secret).update(address).digest('base64url')
  return { id: `a_${digest.slice(0, 16)}`, name: 'Guest' }
}
