import type { Place } from '../domain/place'
import type { Announcer } from '../domain/rooms/announcer'
import { giveTalk } from '../domain/rooms/direct/give-talk'
import type { RoomDirectory } from '../domain/rooms/directory'
import { logger } from '../platform/logging/logger'

export interface FirstDeps {
  readonly rooms: Pick<RoomDirectory, 'known'>
  readonly log: Place['log']
  readonly changes: Pick<Announcer, 'room'>
}

/** Both users of a direct room have it in their lists from its first message on. */
export function announceFirst({ rooms, log, changes }: FirstDeps): (room: string) => void {
  async function announce(id: string, both: readonly string[]): Promise<void> {
    await giveTalk({ log }, id, both)
    await changes.room(id, both)
  }

  return (id) => {
    const known = rooms.known(id)
    if (known?.room.kind !== 'direct') return
    announce(id, [...known.standings.keys()]).catch((err: unknown) => {
      logger.warn({ err }, 'A first message could not be announced. Its reader finds it with the next connection.')
    })
  }
}
