import { CATCH_UP_SLICE_MS } from '../../platform/limits/server-limits'
import type { Peer } from './peer'

/** A short synchronous piece of work for one peer. */
type Step = () => void

type Of = Pick<Peer, 'address'>

interface Waiting {
  readonly peer: Of
  readonly step: Step
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
  next: Waiting | null
}

/** The waiting peers of one address, in order. */
interface Lane {
  first: Waiting
  last: Waiting
}

/**
 * Shares the event loop among peers that catch up: a small frame may ask for megabytes.
 * All peers together get `CATCH_UP_SLICE_MS` per tick, each peer one step. Addresses are served round robin, and so are
 * the peers of one address: a greedy one delays only itself. A peer is served at once while no other waits.
 */
export class StepQueue {
  /** One lane per address, the next one to be served first. */
  private readonly lanes = new Map<string, Lane>()
  private readonly served = new Set<Of>()
  private spentMs = 0
  private ticking = false

  /** @param now a clock that does not go back, in ms */
  constructor(private readonly sliceMs = CATCH_UP_SLICE_MS, private readonly now = () => performance.now()) {}

  /** Runs the step when the peer is served: at once if no other waits. Rejects with what the step throws. */
  run(peer: Of, step: Step): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = { peer, step, resolve, reject, next: null }
      if (this.lanes.size === 0 && this.mayRun(peer)) this.serve(waiting)
      else this.add(waiting)
      this.kick()
    })
  }

  private mayRun(peer: Of): boolean {
    return this.spentMs < this.sliceMs && !this.served.has(peer)
  }

  private add(waiting: Waiting): void {
    const { address } = waiting.peer
    const lane = this.lanes.get(address)
    if (!lane) {
      this.lanes.set(address, { first: waiting, last: waiting })
      return
    }
    lane.last.next = waiting
    lane.last = waiting
  }

  private serve({ peer, step, resolve, reject }: Waiting): void {
    const began = this.now()
    this.served.add(peer)
    try {
      step()
      resolve()
    }
    catch (error) {
      reject(error)
    }
    this.spentMs += this.now() - began
  }

  private kick(): void {
    if (this.ticking) return
    this.ticking = true
    setImmediate(() => this.tick())
  }

  private tick(): void {
    this.ticking = false
    this.spentMs = 0
    this.served.clear()
    // A step that its own peer enqueues runs later in this loop or in the next tick. `served` keeps each peer to one
    // step per tick.
    for (const [address, lane] of this.lanes) {
      if (this.spentMs >= this.sliceMs) break
      const waiting = lane.first
      if (this.served.has(waiting.peer)) continue
      this.lanes.delete(address)
      if (waiting.next) {
        lane.first = waiting.next
        this.lanes.set(address, lane)
      }
      this.serve(waiting)
    }
    if (this.lanes.size > 0) this.kick()
  }
}
