import type { LogEvent } from '#shared/events'

/** Events held back beyond a hole, at most. Past it the oldest hole is read from the log anyway, so dropping them loses nothing. */
const HELD_MAX = 10_000

export interface Hole {
  /** The room's events are known up to and including this `seq`. */
  readonly after: number
  /** The first event known beyond the hole. */
  readonly before: number
}

/**
 * Puts the events of one room into `seq` order, whatever order, holes and doubles they arrive with. Pure but for its own state:
 * no clock, no input and output. What comes out of `accept` is exactly next, next + 1, … once each.
 */
export class Sequencer {
  private readonly held = new Map<number, LogEvent>()

  /** @param last `seq` of the last event that is already known */
  constructor(private last: number) {}

  /** Everything up to and including this `seq` came out. */
  get position(): number {
    return this.last
  }

  /** Takes events in any order and gives those that are in order now. Doubles are dropped. */
  accept(events: readonly LogEvent[]): LogEvent[] {
    for (const event of events) {
      if (event.seq > this.last && this.held.size < HELD_MAX) this.held.set(event.seq, event)
    }
    return this.drain()
  }

  /**
   * Takes what the log holds right after `position`. The log has no gaps of its own, so a gap here means that retention removed
   * those events: the sequence goes on behind it.
   */
  acceptFromLog(events: readonly LogEvent[]): LogEvent[] {
    const first = events[0]
    if (first && first.seq > this.last + 1) this.last = first.seq - 1
    for (const event of events) if (event.seq > this.last) this.held.set(event.seq, event)
    return this.drain()
  }

  /** The hole that keeps held events back, or null when there is none. */
  hole(): Hole | null {
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
