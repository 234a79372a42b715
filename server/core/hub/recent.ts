/** One event of a room as it is kept in memory: encoded once, for live delivery and for every replay. */
export interface RecentEvent {
  readonly seq: number
  /** JSON of the event, as it stands in a `parley.v1` frame. */
  readonly json: string
  /** Length of `json` in UTF-8. */
  readonly bytes: number
  /** The bare text for plain clients; null for an event that they are not told of. */
  readonly text: string | null
}

/**
 * The newest events of one room without a gap, so that clients that come back are answered from memory: a storm of reconnects does not reach the log.
 * Bounded by count and by characters, as far as they were written: what still waits to be written is in memory anyway, and a join is answered with
 * what lies before it.
 */
export class Recent {
  private events: RecentEvent[] = []
  /** The first so many events were written, and have so many characters. */
  private settled = 0
  private settledChars = 0

  /** @param base `seq` right before the first event that may be added */
  constructor(private base: number, private readonly maxEvents: number, private readonly maxChars: number) {}

  /** Every event above this `seq` is here. */
  get from(): number {
    return this.base
  }

  get last(): number {
    return this.base + this.events.length
  }

  /** Whether a client that has everything up to `seq` can be continued from memory. */
  covers(seq: number): boolean {
    return seq >= this.base && seq <= this.last
  }

  /** Adds the next event, which waits to be written. */
  push(event: RecentEvent): void {
    if (event.seq !== this.last + 1) this.restart(event.seq - 1)
    this.events.push(event)
  }

  /** Everything up to this `seq` was written. What is too much now goes, oldest first. */
  settle(upTo: number): void {
    for (; this.base + this.settled < upTo && this.settled < this.events.length; this.settled++) this.settledChars += this.charsAt(this.settled)
    if (this.settled > this.maxEvents || this.settledChars > this.maxChars) this.trim()
  }

  /** Puts older events before the first one; `events` must end right before it. What does not fit the bounds is left out, oldest first. */
  prepend(events: readonly RecentEvent[]): void {
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

  /** The newest messages up to `upTo`, in order, at most `count`. Events that are no messages are left out. */
  newestMessages(count: number, upTo: number): readonly RecentEvent[] {
    const messages: RecentEvent[] = []
    for (let index = Math.min(upTo, this.last) - this.base - 1; index >= 0 && messages.length < count; index--) {
      const event = this.events[index]
      if (event && event.text !== null) messages.push(event)
    }
    return messages.reverse()
  }

  private restart(base: number): void {
    this.events = []
    this.settled = 0
    this.settledChars = 0
    this.base = base
  }

  /** Removes a tenth more than needed, so that a busy room does not move its whole array for each event. */
  private trim(): void {
    const targetEvents = Math.floor(this.maxEvents * 0.9)
    const targetChars = this.maxChars * 0.9
    let drop = 0
    for (; drop < this.settled && (this.settled - drop > targetEvents || this.settledChars > targetChars); drop++) this.settledChars -= this.charsAt(drop)
    this.events.splice(0, drop)
    this.settled -= drop
    this.base += drop
  }

  private charsAt(index: number): number {
    return this.events[index]?.json.length ?? 0
  }
}
