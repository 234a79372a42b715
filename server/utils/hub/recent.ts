/** One event of a room as it is kept in memory: encoded once, for live delivery and for every replay. */
export interface RecentEvent {
  readonly seq: number
  /** JSON of the event, as it stands in a `parley.v1` frame. */
  readonly json: string
  /** The bare text for plain clients; null for an event that they are not told of. */
  readonly text: string | null
}

/**
 * The newest events of one room without a gap, bounded by count and by characters, so that clients that come back are answered
 * from memory: a storm of reconnects does not reach the log.
 */
export class Recent {
  private events: RecentEvent[] = []
  private chars = 0

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

  /** Adds the next event. */
  push(event: RecentEvent): void {
    if (event.seq !== this.last + 1) this.restart(event.seq - 1)
    this.events.push(event)
    this.chars += event.json.length
    if (this.events.length > this.maxEvents || this.chars > this.maxChars) this.trim()
  }

  /** Puts older events before the first one; `events` must end right before it. What does not fit the bounds is left out, oldest first. */
  prepend(events: readonly RecentEvent[]): void {
    for (let index = events.length - 1; index >= 0; index--) {
      const event = events[index]
      if (!event || event.seq !== this.base) return
      if (this.events.length >= this.maxEvents || this.chars + event.json.length > this.maxChars) return
      this.events.unshift(event)
      this.chars += event.json.length
      this.base--
    }
  }

  /** Events above `after` and up to `upTo`, in order. */
  slice(after: number, upTo: number): readonly RecentEvent[] {
    return this.events.slice(Math.max(0, after - this.base), Math.max(0, upTo - this.base))
  }

  private restart(base: number): void {
    this.events = []
    this.chars = 0
    this.base = base
  }

  /** Removes a tenth more than needed, so that a busy room does not move its whole array for each event. */
  private trim(): void {
    const targetEvents = Math.min(this.events.length, Math.floor(this.maxEvents * 0.9))
    const targetChars = this.maxChars * 0.9
    let drop = this.events.length - targetEvents
    let chars = this.chars
    for (let index = 0; index < this.events.length; index++) {
      if (index >= drop && chars <= targetChars) break
      chars -= this.events[index]?.json.length ?? 0
      drop = Math.max(drop, index + 1)
    }
    this.events.splice(0, drop)
    this.chars = chars
    this.base += drop
  }
}
