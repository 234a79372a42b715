/**
 * Changes kept while Redis is away. Above this the rest is forgotten, which costs little: who is here is written again after every
 * connect anyway, and who has gone expires by itself.
 */
const PENDING_MAX = 10_000

/** People whose coming or going is still to be written. */
export interface Pending {
  add(room: string, user: string): void
  /** Takes a room's people out. */
  take(room: string): string[]
  rooms(): string[]
}

export function createPending(max = PENDING_MAX): Pending {
  const rooms = new Map<string, Set<string>>()
  let size = 0
  return {
    add(room, user) {
      const users = rooms.get(room) ?? new Set<string>()
      if (users.has(user) || size >= max) return
      rooms.set(room, users.add(user))
      size++
    },
    take(room) {
      const users = rooms.get(room) ?? new Set<string>()
      rooms.delete(room)
      size -= users.size
      return [...users]
    },
    rooms: () => [...rooms.keys()],
  }
}
