import type { RecentEvent } from './recent'

/** Something that goes out: an event of the log (with `seq`), or a bare text from outside that no log holds. */
export interface Outgoing {
  readonly seq: number | null
  readonly json: string
  readonly text: string | null
}

export interface Batch {
  readonly items: readonly Outgoing[]
  /** JSON of events that may be missed; they go along with the others, to the peers that keep up. */
  readonly hints: readonly string[]
  /** Whether more waits than fitted. */
  readonly more: boolean
}

/** What is to be written to the peers of one room, in order. Pure but for its own state. */
export class Pending {
  private items: Outgoing[] = []
  private readonly hints = new Map<string, string>()
  private events = 0
  private waitingChars = 0
  private firstAt = 0

  /** Events of the log among what waits. */
  get eventCount(): number {
    return this.events
  }

  get itemCount(): number {
    return this.items.length
  }

  get hintCount(): number {
    return this.hints.size
  }

  /** UTF-16 units of the JSON that waits. */
  get chars(): number {
    return this.waitingChars
  }

  /** When the oldest item came, in ms of `performance.now()`. */
  get since(): number {
    return this.firstAt
  }

  push(item: RecentEvent | Outgoing, now: number): void {
    if (this.items.length === 0) this.firstAt = now
    this.items.push(item)
    this.waitingChars += item.json.length
    if (item.seq !== null) this.events++
  }

  /** Only the newest of a kind is worth telling. */
  hint(kind: string, json: string): void {
    this.hints.set(kind, json)
  }

  /** Takes the oldest items, as many as fit into `maxChars` but at least one, and all hints. What stays counts as come now. */
  take(maxChars: number, now: number): Batch {
    let chars = 0
    let end = this.items.findIndex(item => (chars += item.json.length) > maxChars)
    if (end === -1) end = this.items.length
    const items = this.items.splice(0, Math.max(end, Math.min(1, this.items.length)))
    for (const item of items) {
      this.waitingChars -= item.json.length
      if (item.seq !== null) this.events--
    }
    this.firstAt = now
    const hints = [...this.hints.values()]
    this.hints.clear()
    return { items, hints, more: this.items.length > 0 }
  }
}
