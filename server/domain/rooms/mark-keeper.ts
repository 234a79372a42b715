import { MARKS_PER_WRITE, MARKS_SAVED_EVERY_MS } from '../../platform/limits/server-limits'
import { logger } from '../../platform/logging/logger'
import type { PlaceDb } from '../tables'
import { saveMarks } from './reading'

interface Waiting {
  readonly person: string
  readonly room: string
  readonly seq: number
}

/**
 * Gathers read marks and stores them together: people scroll, and each line would be a write. A mark that is lost with
 * the process is sent again by its client when it comes back.
 */
export class MarkKeeper {
  private readonly waiting = new Map<string, Waiting>()
  private timer: NodeJS.Timeout | null = null
  private saving: Promise<void> = Promise.resolve()

  constructor(private readonly db: PlaceDb) {}

  add(person: string, room: string, seq: number): void {
    const key = `${room} ${person}`
    if ((this.waiting.get(key)?.seq ?? -1) >= seq) return
    this.waiting.set(key, { person, room, seq })
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
