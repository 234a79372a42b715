import type { RoomView } from '~/client/types'
import type { Account } from '#shared/schemas/user'

/** Why this user can't post in an existing room; null if they can. */
export type ClosedWhy = 'archived' | 'readOnly' | 'muted' | 'direct' | null

type Asked = Pick<RoomView, 'kind' | 'archived' | 'readOnly' | 'role' | 'mutedUntil'>

/**
 * What the server would refuse is not offered (`server/access/can.ts`). Those who moderate the room, or in a channel
 * the place, are neither muted nor kept from a read-only room.
 *
 * @param now Unix ms by the server's clock
 */
export function whyClosed(room: Asked, account: Account | undefined, now: number): ClosedWhy {
  if (room.archived) return 'archived'
  // One of the two has blocked the other, or is not there any more.
  if (room.kind === 'direct') return room.readOnly ? 'direct' : null
  const roles = [room.role, room.kind === 'channel' ? account?.role : undefined]
  if (roles.some(role => role === 'owner' || role === 'moderator')) return null
  if (room.readOnly) return 'readOnly'
  return (room.mutedUntil ?? 0) > now ? 'muted' : null
}
