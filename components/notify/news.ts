import type { RoomView, TimelineMessage } from '~/client/types'
import { isWanted } from './wanted'

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
  const calling = new Set<string>()

  function newestOf({ id, newest, ...room }: RoomView): TimelineMessage | null {
    const before = known.get(id) ?? 0
    const messages = newest.flatMap(item => item.kind === 'message' && item.seq !== null ? [item] : [])
    const fresh = messages.filter(item => (item.seq ?? 0) > before)
    known.set(id, Math.max(before, fresh.at(-1)?.seq ?? 0))
    const called = takeCalls(messages)
    const news = [
      ...called.filter(({ editedAt }) => (editedAt ?? 0) >= since),
      ...fresh.filter(({ at }) => at >= since),
    ]
    return news.findLast(item => isWanted(room, item)) ?? null
  }

  /** Gives those that mention the user and did not before: an edit may do so to an older message. */
  function takeCalls(messages: readonly TimelineMessage[]): TimelineMessage[] {
    const fresh = messages.filter(({ callsMe, key }) => callsMe && !calling.has(key))
    for (const { callsMe, key } of messages) if (!callsMe) calling.delete(key)
    for (const { key } of fresh) calling.add(key)
    return fresh
  }

  return (rooms: readonly RoomView[]): readonly News[] => rooms.flatMap((room) => {
    const message = newestOf(room)
    return message ? [{ room, message }] : []
  })
}
