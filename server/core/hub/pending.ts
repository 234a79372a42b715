import type { RecentEvent } from './recent'

/** Something to deliver: an event of the log (with `seq`), or an external text that no log holds. */
export interface Outgoing {
  readonly seq: number | null
  readonly json: string
  /** Length of `json` in UTF-8. */
  readonly bytes: number
  readonly text: string | null
}

export interface Batch {
  readonly items: readonly Outgoing[]
  /** JSON of events that may be lost. They go along with the others, to the peers that keep up. */
  readonly hints: readonly string[]
  /** Whether more is pending than the batch could hold. */
  readonly more: boolean
}

/** Kinds of hints that wait at most: each face is one, and a crowd may get other names at once. The oldest are lost. */
export const HINTS_MAX = 200

/** What is to be written to the peers of one room, in order. Pure but for its own state. */
export class Pending {
  private items: Outgoing[] = []
  private readonly hints = new Map<string, string>()
  private events = 0
  private waitingBytes = 0
  private firstAt = 0

  /** Pending events of the log. External texts are not counted. */
  get eventCount(): number {
    return this.events
  }

  get itemCount(): number {
    return this.items.length
  }

  get hintCount(): number {
    return this.hints.size
  }

  /** Bytes of the pending JSON. */
  get bytes(): number {
    return this.waitingBytes
  }

  /** When the oldest item came, in ms of `performance.now()`. */
  get since(): number {
    return this.firstAt
  }

  push(item: RecentEvent | Outgoing, now: number): void {
    if (this.items.length === 0) this.firstAt = now
    this.items.push(item)
    this.waitingBytes += item.bytes
    if (item.seq !== null) this.events++
  }

  /** Adds a hint. It replaces the pending hint of the same kind. */
  hint(kind: string, json: string): void {
    this.hints.delete(kind)
    this.hints.set(kind, json)
    for (const oldest of this.hints.keys()) {
      if (this.hints.size <= HINTS_MAX) break
      this.hints.delete(oldest)
    }
  }

  /**
   * Takes all hints and the oldest items that fit into `maxBytes`, at least one item. For the pace, the remaining items
   * count as come now.
   */
  take(maxBytes: number, now: number): Batch {
    let bytes = 0
    let end = this.items.findIndex(item => (bytes += item.bytes) > maxBytes)
    if (end === -1) end = this.items.length
    const items = this.items.splice(0, Math.max(end, Math.min(1, this.items.length)))
    for (const item of items) {
      this.waitingBytes -= item.bytes
      if (item.seq !== null) this.events--
    }
    this.firstAt = now
    const hints = [...this.hints.values()]
    this.hints.clear()
    return { items, hints, more: this.items.length > 0 }
  }
}
