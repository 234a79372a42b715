import {
  MARKS_PER_WRITE, MARKS_RETRIED_EVERY_MS, MARKS_SAVED_EVERY_MS, MARKS_WAITING_MAX,
} from '../../platform/limits/server-limits'
import { UnstorableError } from '../../core/log/log'
import { logger } from '../../platform/logging/logger'
import { isAfter, type MarkOf } from './reading'

const keyOf = ({ room, person }: MarkOf) => `${room} ${person}`

/**
 * Gathers read marks and stores them together: people scroll, and each line would be a write. While the database is
 * away they wait for it. A mark that is lost with the process is sent again by its client when it comes back.
 */
export class MarkKeeper {
  private readonly waiting = new Map<string, MarkOf>()
  private timer: NodeJS.Timeout | null = null
  private saving: Promise<void> = Promise.resolve()
  /** The last write failed. */
  private failing = false

  /** @param store stores some marks together */
  constructor(private readonly store: (marks: readonly MarkOf[]) => Promise<void>) {}

  add(mark: MarkOf): void {
    const key = keyOf(mark)
    const before = this.waiting.get(key)
    if (before && !isAfter(mark, before)) return
    this.waiting.set(key, mark)
    this.later(MARKS_SAVED_EVERY_MS)
  }

  /** Stores what waits. */
  save(): Promise<void> {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    const marks = [...this.waiting.values()]
    this.waiting.clear()
    this.saving = this.saving.then(() => this.write(marks))
    return this.saving
  }

  private async write(marks: readonly MarkOf[]): Promise<void> {
    for (let at = 0; at < marks.length; at += MARKS_PER_WRITE) {
      try {
        await this.store(marks.slice(at, at + MARKS_PER_WRITE))
      }
      catch (error) {
        if (error instanceof UnstorableError)
          logger.error({ err: error }, 'Read marks can\'t be stored. They are lost.')
        else return this.putBack(marks.slice(at), error)
      }
    }
    this.failing = false
  }

  /** A user may have read everything and left: no client sends these marks again. */
  private putBack(marks: readonly MarkOf[], error: unknown): void {
    if (!this.failing)
      logger.warn(
        { err: error },
        'Read marks could not be stored. They are kept, and stored when the database is back.',
      )
    this.failing = true
    for (const mark of marks) {
      const key = keyOf(mark)
      const newer = this.waiting.get(key)
      if (newer ? isAfter(mark, newer) : this.waiting.size < MARKS_WAITING_MAX) this.waiting.set(key, mark)
    }
    this.later(MARKS_RETRIED_EVERY_MS)
  }

  private later(ms: number): void {
    this.timer ??= setTimeout(() => void this.save(), ms).unref()
  }
}
