/**
 * Rooms of one connection that bring each message: the open room, those that were open since, those with something
 * unread, and those at the top of the list. Of more, each reconnection would cost a page per room; the server takes
 * `ROOMS_PER_PEER_MAX`.
 */
export const FOLLOWED_MAX = 50

/** Chooses the rooms that are followed message by message, at most `max` and those that must be. */
export interface Followed {
  has(room: string): boolean
  /** A new connection: these rooms, the most wanted first. */
  begin(rooms: readonly string[], max?: number): void
  /** Follows one more. Answers the rooms that are to be left for it. */
  add(room: string, isNeeded: (room: string) => boolean): readonly string[]
  /** Whether it was followed. */
  delete(room: string): boolean
}

/** The same where the server sends the heads of the others: the rooms that a list shows without scrolling. */
export const FOLLOWED_BESIDE_HEADS = 20

export function createFollowed(max = FOLLOWED_MAX): Followed {
  /** The one that was wanted longest ago first. */
  const rooms = new Set<string>()
  let atMost = max

  return {
    has: room => rooms.has(room),
    begin(wanted, most = max) {
      atMost = most
      rooms.clear()
      for (const room of wanted.slice(0, most).toReversed()) rooms.add(room)
    },
    add(room, isNeeded) {
      rooms.delete(room)
      rooms.add(room)
      const left = [...rooms].filter(one => one !== room && !isNeeded(one)).slice(0, Math.max(0, rooms.size - atMost))
      for (const one of left) rooms.delete(one)
      return left
    },
    delete: room => rooms.delete(room),
  }
}
