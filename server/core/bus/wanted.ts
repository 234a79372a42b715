/** Which rooms this process wants to hear, counted. */
export interface Wanted {
  /** Another subscriber of the room. With one that wants `live`, the room is live until its last subscriber has gone. */
  add(room: string, live: boolean): void
  remove(room: string): void
  has(room: string): boolean
  isLive(room: string): boolean
  rooms(): Iterable<string>
}

export function createWanted(): Wanted {
  const rooms = new Map<string, { count: number, live: boolean }>()
  return {
    add(room, live) {
      const entry = rooms.get(room)
      if (!entry) {
        rooms.set(room, { count: 1, live })
        return
      }
      entry.count++
      entry.live ||= live
    },
    remove(room) {
      const entry = rooms.get(room)
      if (entry && --entry.count === 0) rooms.delete(room)
    },
    has: room => rooms.has(room),
    isLive: room => rooms.get(room)?.live ?? false,
    rooms: () => rooms.keys(),
  }
}
