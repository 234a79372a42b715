import type { RoomView, TimelineItem } from '~/client/types'

/** Whether to notify the user of this message, by their setting for the room. */
export function isWanted({ notify = 'all' }: Pick<RoomView, 'notify'>, item: TimelineItem): boolean {
  if (notify === 'nothing' || item.kind !== 'message' || item.mine || item.change?.kind === 'delete') return false
  return notify === 'all' || item.callsMe
}

/**
 * What the window's title and the app's icon count: nothing of muted rooms, and only mentions where the user wants
 * that.
 */
export function countOf(rooms: readonly RoomView[]): number {
  return rooms.reduce((sum, { gone, notify, mentions, unread }) => {
    if (gone || notify === 'nothing') return sum
    return sum + (notify === 'mentions' ? mentions : unread)
  }, 0)
}
