import { SEEN_BY_MAX } from '#shared/limits'
import { Lookup } from '../../../platform/cache/lookup'
import { SEEN_ROOMS_KNOWN_MAX, SEEN_ROOMS_TRUSTED_MS } from '../../../platform/limits/server-limits'
import type { PlaceDb } from '../../tables'

/**
 * The members of rooms that are small enough to show which members have read. Channels of the configuration never are:
 * all users have them, and the few with a row of their own are not the readers.
 */
export class SmallRooms {
  private readonly lookup: Lookup<ReadonlySet<string>>

  constructor(private readonly db: PlaceDb, private readonly isPinned: (room: string) => boolean) {
    this.lookup = new Lookup({
      read: rooms => this.read(rooms), max: SEEN_ROOMS_KNOWN_MAX, ttlMs: SEEN_ROOMS_TRUSTED_MS, perRead: 1,
    })
  }

  /** The members of a room; null where there are none, or more than `SEEN_BY_MAX`. */
  members(room: string): Promise<ReadonlySet<string> | null> {
    return this.isPinned(room) ? Promise.resolve(null) : this.lookup.find(room)
  }

  /** Its members changed. */
  forget(room: string): void {
    this.lookup.forget(room)
  }

  private async read(rooms: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const found = new Map<string, ReadonlySet<string>>()
    for (const room of rooms) {
      const rows = await this.db.selectFrom('membership').select('person')
        .where('room', '=', room).where('state', '=', 'member').limit(SEEN_BY_MAX + 1).execute()
      if (rows.length > 0 && rows.length <= SEEN_BY_MAX) found.set(room, new Set(rows.map(({ person }) => person)))
    }
    return found
  }
}
