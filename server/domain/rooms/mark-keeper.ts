import { MARKS_PER_WRITE, MARKS_SAVED_EVERY_MS } from '../../platform/limits/server-limits'
import { logger } from '../../platform/logging/logger'
import type { PlaceDb } from '../tables'
import { isAfter, saveMarks, type MarkOf } from './reading'

/**
 * Gathers read marks and stores them together: people scroll, and each line would be a write. A mark that is lost with
 * the process is sent again by its client when it comes back.
 */
export class MarkKeeper {
  private readonly waiting = new Map<string, MarkOf>()
  private timer: NodeJS.Timeout | null = null
  private saving: Promise<void> = Promise.resolve()

  constructor(private readonly db: PlaceDb) {}

  add(mark: MarkOf): void {
    const key = `${mark.room} ${mark.person}`
    const before = this.waiting.get(key)
    if (before && !isAfter(mark, before)) return
    this.waiting.set(key, mark)
    this.timer ??= setTimeout(() => void this.save(), MARKS_SAVED_EVERY_MS).unref()
  }

  /** Stores what waits. */
  save(): Promise<void> {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    const marks = [...this.waiting.values()]
    this.waiting.clear()
    this.saving = this.saving.then(async () => {
      for (let at = 0; at < marks.length; at += MARKS_PER_WRITE) {
        await saveMarks(this.db, marks.slice(at, at + MARKS_PER_WRITE))
      }
    }).catch((error: unknown) => {
      logger.warn({ err: error }, 'Read marks could not be stored. Clients send them again when they reconnect.')
    })
    return this.saving
  }
}
