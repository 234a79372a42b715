/** Connections per user and room, in this process. */
export interface Roster {
  /** @returns whether this is the user's first connection in the room */
  enter(room: string, user: string): boolean
  /** @returns whether this was the user's last connection in the room; false if the user has none there */
  leave(room: string, user: string): boolean
  has(room: string, user: string): boolean
  /** Users in the room, not connections. */
  count(room: string): number
  users(room: string): string[]
  /** Rooms with users. */
  rooms(): string[]
}

export function createRoster(): Roster {
  const rooms = new Map<string, Map<string, number>>()
  return {
    enter(room, user) {
      const users = rooms.get(room) ?? new Map<string, number>()
      rooms.set(room, users)
      const connections = users.get(user) ?? 0
      users.set(user, connections + 1)
      return connections === 0
    },
    leave(room, user) {
      const users = rooms.get(room)
      const connections = users?.get(user)
      if (!users || !connections) return false
      if (connections > 1) {
        users.set(user, connections - 1)
        return false
      }
      users.delete(user)
      if (users.size === 0) rooms.delete(room)
      return true
    },
    has: (room, user) => rooms.get(room)?.has(user) ?? false,
    count: room => rooms.get(room)?.size ?? 0,
    users: room => [...rooms.get(room)?.keys() ?? []],
    rooms: () => [...rooms.keys()],
  }
}
