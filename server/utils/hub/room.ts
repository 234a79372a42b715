import type { LogEvent } from '#shared/schemas/event'
import { RECENT_MAX_CHARS, RECENT_MAX_EVENTS } from '../limits/server-limits'
import type { Head } from '../log/log'
import { encodeLogEvent } from './encode'
import type { Peer, WireForm } from './peer'
import { Recent, type RecentEvent } from './recent'
import { Sequencer, type Hole } from './sequencer'

/** One room as this process knows it: who receives here, how far its events have come, and the newest of them. */
export class HubRoom {
  readonly peers: Record<WireForm, Set<Peer>> = { app: new Set(), plain: new Set() }
  readonly recent: Recent
  /** Events that are in order and not yet written to the peers. */
  private pending: RecentEvent[] = []
  private readonly sequencer: Sequencer
  /** When the last peer left, for forgetting idle rooms; null while there are peers. */
  emptySince: number | null = null
  /** The log is known to reach up to here: a fill goes on until the room does too. */
  wanted = 0
  /** The one read of the log that fills a hole, while it runs. */
  filling: Promise<void> | null = null
  /** The one read of the log that extends `recent` into the past, while it runs. */
  extending: Promise<void> | null = null

  constructor(readonly id: string, private readonly head: Head) {
    this.sequencer = new Sequencer(head.lastSeq)
    this.recent = new Recent(head.lastSeq, RECENT_MAX_EVENTS, RECENT_MAX_CHARS)
  }

  get epoch(): string {
    return this.head.epoch
  }

  /** Everything up to this `seq` is in order here. */
  get position(): number {
    return this.sequencer.position
  }

  /** Everything up to this `seq` was written to the peers: a peer that joins is told up to here, and the next turn goes on behind it. */
  get written(): number {
    return this.position - this.pending.length
  }

  get size(): number {
    return this.peers.app.size + this.peers.plain.size
  }

  hole(): Hole | null {
    return this.sequencer.hole()
  }

  /** Takes events as they come. True when there is something to write now. */
  accept(events: readonly LogEvent[]): boolean {
    return this.announce(this.sequencer.accept(events))
  }

  /** Takes what the log holds after `position`. True when there is something to write now. */
  acceptFromLog(events: readonly LogEvent[]): boolean {
    return this.announce(this.sequencer.acceptFromLog(events))
  }

  /** Takes everything that is to be written in this turn. */
  takePending(): readonly RecentEvent[] {
    const batch = this.pending
    this.pending = []
    return batch
  }

  private announce(ready: readonly LogEvent[]): boolean {
    for (const event of ready) {
      const encoded = encodeLogEvent(event)
      this.recent.push(encoded)
      this.pending.push(encoded)
    }
    return ready.length > 0
  }
}
