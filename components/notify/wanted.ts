import type { RoomView, TimelineItem } from '~/client/types'

/** The user, as others call them in a message: `@handle`, or `@name` of a guest. */
export interface Called {
  readonly name: string
  readonly handle?: string | undefined
}

const fold = (text: string) => text.normalize('NFKC').toLowerCase()

/** Whether a text calls the user. A longer name that begins alike is another user's. */
export function mentions(text: string, { name, handle }: Called): boolean {
  const folded = fold(text)
  return [handle, name].some((called) => {
    if (called === undefined || called === '') return false
    const at = `@${fold(called)}`
    for (let place = folded.indexOf(at); place !== -1; place = folded.indexOf(at, place + 1)) {
      const before = folded.slice(0, place).at(-1) ?? ''
      const after = folded.slice(place + at.length)[0] ?? ''
      if (!/[\p{Script=Latin}\p{Number}]/u.test(before) && !/[\p{Script=Latin}\p{Number}_-]/u.test(after)) return true
    }
    return false
  })
}

/** Whether the user wants to hear of this message, as they set it for the room. */
export function isWanted({ notify = 'all' }: Pick<RoomView, 'notify'>, item: TimelineItem, user: Called): boolean {
  if (notify === 'nothing' || item.kind !== 'message' || item.mine || item.change?.kind === 'delete') return false
  return notify === 'all' || mentions(item.text, user)
}

/** Unread messages that call the user, as far as they are loaded. */
export function unreadMentions({ newest, mark, unread }: RoomView, user: Called): number {
  if (unread === 0 || mark === null) return 0
  return newest.filter(item => item.kind === 'message' && !item.mine && item.seq !== null && item.seq > mark && mentions(item.text, user)).length
}

/** What the window's title and the app's icon count: nothing of muted rooms, and only what calls the user where they want that. */
export function countOf(rooms: readonly RoomView[], user: Called): number {
  return rooms.reduce((sum, room) => {
    if (room.gone || room.notify === 'nothing') return sum
    return sum + (room.notify === 'mentions' ? unreadMentions(room, user) : room.unread)
  }, 0)
}
