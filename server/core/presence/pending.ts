/**
 * Changes kept while Redis is away. Those above this are dropped at little cost: present users are written again after
 * every connect, and departed ones expire by themselves.
 */
const PENDING_MAX = 10_000

/** Users whose entering or leaving is still to be written. */
export interface Pending {
  add(room: string, user: string): void
  /** Removes and gives a room's users. */
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
