import { IDS_PER_READ, LAST_SEEN_SAVED_EVERY_MS } from '../../platform/limits/server-limits'
import { logger } from '../../platform/logging/logger'
import type { PlaceDb } from '../tables'

/** When stored users were seen last, to the minute. Of users who hide their presence nothing is written or read. */
export class LastSeen {
  private readonly waiting = new Map<string, number>()
  private timer: NodeJS.Timeout | null = null

  constructor(private readonly db: PlaceDb) {}

  /** The user was here at this time, Unix ms. */
  add(person: string, at: number): void {
    this.waiting.set(person, at)
    this.timer ??= setTimeout(() => void this.save(), LAST_SEEN_SAVED_EVERY_MS).unref()
  }

  /** Stores what waits: one statement for all who were seen in the same minute. */
  async save(): Promise<void> {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    const byTime = new Map<number, string[]>()
    for (const [person, at] of this.waiting) byTime.set(at, [...byTime.get(at) ?? [], person])
    this.waiting.clear()
    try {
      for (const [at, people] of byTime) {
        for (let from = 0; from < people.length; from += IDS_PER_READ) {
          await this.db.updateTable('person').set({ last_seen_at: at })
            .where('id', 'in', people.slice(from, from + IDS_PER_READ)).where('hides_presence', '=', 0)
            .where(({ or, eb }) => or([eb('last_seen_at', 'is', null), eb('last_seen_at', '<', at)])).execute()
        }
      }
    }
    catch (error) {
      logger.warn({ err: error }, 'The times at which users were last seen could not be stored.')
    }
  }

  /** When these users were seen last, or 0. Users without a row, or who hide it, are missing. */
  async read(people: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const seen = new Map<string, number>()
    for (let from = 0; from < people.length; from += IDS_PER_READ) {
      const rows = await this.db.selectFrom('person').select(['id', 'last_seen_at'])
        .where('id', 'in', people.slice(from, from + IDS_PER_READ)).where('hides_presence', '=', 0).execute()
      for (const { id, last_seen_at: at } of rows) seen.set(id, at ?? 0)
    }
    return seen
  }
}
