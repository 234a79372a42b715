import type { KnownContext } from '../../operations/define'

/**
 * Whose exports count together: each reads the whole log. A guest is made by a first visit, so those of an address
 * count together.
 */
export function scanKey({ principal: { id, role = 'guest' }, address }: KnownContext): string {
  return role === 'guest' ? `guests of ${address}` : id
}
