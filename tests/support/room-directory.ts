import type { Room } from '#shared/schemas/room'
import type { Standing } from '../../server/access/can'
import { RoomDirectory } from '../../server/domain/rooms/directory'

/** Rooms for tests of what uses them, with what users are in them. Channels are those of the configuration. */
export function directoryOf(
  rooms: readonly Room[], standings: Readonly<Record<string, Readonly<Record<string, Standing>>>> = {},
): RoomDirectory {
  return new RoomDirectory({
    pinned: rooms.filter(({ kind }) => kind === 'channel'),
    counts: { of: async () => 0 },
    read: async (id) => {
      const room = rooms.find(one => one.id === id)
      if (!room) return null
      const known = new Map(Object.entries(standings[id] ?? {}))
      return { room, access: 0, standings: known, slowMs: 0, readAt: performance.now() }
    },
  })
}
