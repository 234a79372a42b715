import type { LogEvent } from '#shared/events'

/**
 * Most events held back behind a gap. Beyond that the oldest gap is read from the log anyway, so dropping held events
 * loses nothing.
 */
const HELD_MAX = 10_000

export interface Gap {
  /** Every event up to and including this `seq` is known. */
  readonly after: number
  /** `seq` of the first known event behind the gap. */
  readonly before: number
}

/**
 * Puts the events of one room into `seq` order, whatever order, gaps and duplicates they come with. `accept` gives
 * exactly next, next + 1, … once each. Pure but for its own state.
 */
export class Sequencer {
  private readonly held = new Map<number, LogEvent>()

  /** @param last `seq` of the last event that is already known */
  constructor(private last: number) {}

  /** `accept` gave everything up to and including this `seq`. */
  get position(): number {
    return this.last
  }

  /** Takes events in any order and gives those that are in order now. Drops duplicates. */
  accept(events: readonly LogEvent[]): LogEvent[] {
    for (const event of events) {
      if (event.seq > this.last && this.held.size < HELD_MAX) this.held.set(event.seq, event)
    }
    return this.drain()
  }

  /**
   * Takes what the log holds right after `position`. The log itself has no gaps, so a gap here means that retention
   * removed those events. The sequence goes on behind it.
   */
  acceptFromLog(events: readonly LogEvent[]): LogEvent[] {
    const first = events[0]
    if (first && first.seq > this.last + 1) this.last = first.seq - 1
    for (const event of events) if (event.seq > this.last) this.held.set(event.seq, event)
    return this.drain()
  }

  /** The gap that holds events back, or null. */
  gap(): Gap | null {
    if (this.held.size === 0) return null
    let before = Infinity
    for (const seq of this.held.keys()) before = Math.min(before, seq)
    return { after: this.last, before }
  }

  private drain(): LogEvent[] {
    const ready: LogEvent[] = []
    for (let event = this.held.get(this.last + 1); event; event = this.held.get(this.last + 1)) {
      this.held.delete(event.seq)
      this.last = event.seq
      ready.push(event)
    }
    for (const seq of this.held.keys()) if (seq <= this.last) this.held.delete(seq)
    return ready
  }
}
