import { applyChange, type LogEvent } from '#shared/events'
import type { DeleteEvent } from '#shared/events/delete'
import { encodeLogEvent, redacted } from '../wire/encode'
import { isAbout, renamed, type Renamed } from './renamed'

/** One event of a room in memory: encoded once, for live delivery and for every replay. */
export interface RecentEvent {
  readonly seq: number
  /** JSON of the event, as a `parley.v1` frame carries it. */
  readonly json: string
  /** Length of `json` in UTF-8. */
  readonly bytes: number
  /** The bare text for plain clients; null for an event that plain clients do not get. */
  readonly text: string | null
  /** The event itself: the page of a join is made from it, without parsing JSON again. */
  readonly event: LogEvent
}

/**
 * The newest events of one room without a gap. Returning clients are answered from memory, so a storm of reconnects
 * does not reach the log. The ring is bounded by count and by characters of written events. Pending events are in
 * memory anyway, and a join is answered with the events before them.
 *
 * A delete removes the texts of its message and of the edits of it, so no replay brings them back. An event that is
 * already pending is still written as it is: it came before the delete, which follows it.
 */
export class Recent {
  private events: RecentEvent[] = []
  /** Number and characters of the events that are written; they come first in the ring. */
  private settled = 0
  private settledChars = 0
  /** Counts redactions: what was encoded before one must not be used any more. */
  private redacted = 0

  /** @param base `seq` right before the first event that may be added */
  constructor(private base: number, private readonly maxEvents: number, private readonly maxChars: number) {}

  /** Every event above this `seq` is in memory. */
  get from(): number {
    return this.base
  }

  get redactions(): number {
    return this.redacted
  }

  get last(): number {
    return this.base + this.events.length
  }

  /** Whether memory holds all events after `seq`. */
  covers(seq: number): boolean {
    return seq >= this.base && seq <= this.last
  }

  /** Adds the next event, which is pending. */
  push(event: RecentEvent): void {
    if (event.seq !== this.last + 1) this.restart(event.seq - 1)
    this.events.push(event)
    if (event.event.type === 'delete') this.redact(new Map([[event.event.target, event.event]]))
    else if (event.event.type === 'edit') this.redact(this.deletes())
  }

  /** To be called when everything up to this `seq` is written. Removes what exceeds the bounds, oldest first. */
  settle(upTo: number): void {
    for (; this.base + this.settled < upTo && this.settled < this.events.length; this.settled++)
      this.settledChars += this.charsAt(this.settled)
    if (this.settled > this.maxEvents || this.settledChars > this.maxChars) this.trim()
  }

  /**
   * Puts older events before the first one. `events` must end right before it. What exceeds the bounds is left out,
   * oldest first.
   */
  prepend(events: readonly RecentEvent[]): void {
    this.putBefore(events)
    // The log may have been read before a delete that is already in memory.
    this.redact(this.deletes())
  }

  private putBefore(events: readonly RecentEvent[]): void {
    for (let index = events.length - 1; index >= 0; index--) {
      const event = events[index]
      if (!event || event.seq !== this.base) return
      if (this.settled >= this.maxEvents || this.settledChars + event.json.length > this.maxChars) return
      this.events.unshift(event)
      this.settled++
      this.settledChars += event.json.length
      this.base--
    }
  }

  /** Events above `after` and up to `upTo`, in order. */
  slice(after: number, upTo: number): readonly RecentEvent[] {
    return this.events.slice(Math.max(0, after - this.base), Math.max(0, upTo - this.base))
  }

  /** How many messages there are up to `upTo`; stops counting at `enough`. */
  countMessages(upTo: number, enough: number): number {
    let count = 0
    for (let index = Math.min(upTo, this.last) - this.base - 1; index >= 0 && count < enough; index--) {
      if (this.events[index]?.event.type === 'message') count++
    }
    return count
  }

  /** Messages above `after` and up to `upTo` by other users. Deleted messages are no longer in memory. */
  countOfOthers(after: number, upTo: number, userId: string): number {
    let count = 0
    for (let index = Math.max(0, after - this.base); index < Math.min(upTo, this.last) - this.base; index++) {
      const event = this.events[index]?.event
      if (event?.type === 'message' && event.author.id !== userId) count++
    }
    return count
  }

  /** The deletes in memory, by their targets. */
  deletes(): ReadonlyMap<number, DeleteEvent> {
    const deletes = new Map<number, DeleteEvent>()
    for (const { event } of this.events) if (event.type === 'delete') deletes.set(event.target, event)
    return deletes
  }

  /** Gives all events of a user, and those about them, the name of now. Answers whether there are any. */
  rename(user: Renamed): boolean {
    let isHere = false
    for (const [index, { event }] of this.events.entries()) {
      if (!isAbout(event, user)) continue
      isHere = true
      const named = renamed(event, user)
      if (named !== event) this.replace(index, encodeLogEvent(named))
    }
    return isHere
  }

  /** Redacts the deleted messages and their edits. */
  private redact(deletes: ReadonlyMap<number, DeleteEvent>): void {
    if (deletes.size === 0) return
    for (const [index, { event }] of this.events.entries()) {
      if (event.type !== 'message' && event.type !== 'edit') continue
      const deleted = deletes.get(event.type === 'message' ? event.seq : event.target)
      if (deleted && isOf(deleted, event)) this.replace(index, redacted(event))
    }
  }

  private replace(index: number, event: RecentEvent): void {
    if (index < this.settled) this.settledChars += event.json.length - this.charsAt(index)
    this.events[index] = event
    this.redacted++
  }

  private restart(base: number): void {
    this.events = []
    this.settled = 0
    this.settledChars = 0
    this.base = base
  }

  /** Removes a tenth more than needed, so that a busy room does not move its whole array per event. */
  private trim(): void {
    const targetEvents = Math.floor(this.maxEvents * 0.9)
    const targetChars = this.maxChars * 0.9
    let drop = 0
    for (; drop < this.settled && (this.settled - drop > targetEvents || this.settledChars > targetChars); drop++)
      this.settledChars -= this.charsAt(drop)
    this.events.splice(0, drop)
    this.settled -= drop
    this.base += drop
  }

  private charsAt(index: number): number {
    return this.events[index]?.json.length ?? 0
  }
}

/** Whether the delete concerns this message, or this edit of its message. */
function isOf(deleted: DeleteEvent, event: Extract<LogEvent, { type: 'message' | 'edit' }>): boolean {
  return event.type === 'message' ? applyChange(event, deleted) === null : event.author.id === deleted.author.id
}
