import { createHmac } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { User } from '#shared/schemas/user'

/** Addresses whose author is remembered, about 200 bytes each. A script that posts does so from one address. */
const AUTHORS_MAX = 10_000

/**
 * The author of messages of a script without a session. One id per address, so that it has its own rate limit and
 * idempotency keys. Derived with the secret, so that the id does not reveal the address.
 * @returns the author of an address as `addressKey` names it: of an IPv6 network each host could be 2^64 authors
 */
export function createAnonymous(secret: string): (address: string) => User {
  const authors = new LRUCache<string, User>({ max: AUTHORS_MAX })
  return (address) => {
    const known = authors.get(address)
    if (known) return known
    const digest = createHmac('sha256', secret).update(address).digest('base64url')
    const author: User = { id: `a_${digest.slice(0, 16)}`, name: 'Guest' }
    authors.set(address, author)
    return author
  }
}
