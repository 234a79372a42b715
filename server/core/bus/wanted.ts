/** Counts the subscribers of each room in this process. */
export interface Wanted {
  /** Adds a subscriber. With one that wants external texts, the room has them until its last subscriber has left. */
  add(room: string, external: boolean): void
  remove(room: string): void
  has(room: string): boolean
  isExternal(room: string): boolean
  rooms(): Iterable<string>
}

export function createWanted(): Wanted {
  const rooms = new Map<string, { count: number, external: boolean }>()
  return {
    add(room, external) {
      const entry = rooms.get(room)
      if (!entry) {
        rooms.set(room, { count: 1, external })
        return
      }
      entry.count++
      entry.external ||= external
    },
    remove(room) {
      const entry = rooms.get(room)
      if (entry && --entry.count === 0) rooms.delete(room)
    },
    has: room => rooms.has(room),
    isExternal: room => rooms.get(room)?.external ?? false,
    rooms: () => rooms.keys(),
  }
}
