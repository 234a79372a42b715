import type { RoomView, TimelineMessage } from '~/client/types'
import { isWanted, type Called } from './wanted'

export interface News {
  readonly room: RoomView
  readonly message: TimelineMessage
}

/**
 * Finds what came since the last look, the newest of each room that the user wants to hear of.
 * @param since Unix ms: what is older was there when the page opened, and is no news
 */
export function createNewsFinder(since: number) {
  const known = new Map<string, number>()

  function newestOf({ id, newest, ...room }: RoomView, user: Called): TimelineMessage | null {
    const before = known.get(id) ?? 0
    const fresh = newest.flatMap(item => item.kind === 'message' && item.seq !== null && item.seq > before ? [item] : [])
    known.set(id, Math.max(before, fresh.at(-1)?.seq ?? 0))
    return fresh.findLast(item => item.at >= since && isWanted(room, item, user)) ?? null
  }

  return (rooms: readonly RoomView[], user: Called): readonly News[] => rooms.flatMap((room) => {
    const message = newestOf(room, user)
    return message ? [{ room, message }] : []
  })
}
