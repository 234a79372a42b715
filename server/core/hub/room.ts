import type { LogEvent } from '#shared/events'
import { HISTORY_PAGE } from '#shared/limits'
import { RECENT_MAX_CHARS, RECENT_MAX_EVENTS } from '../../platform/limits/server-limits'
import type { Head } from '../log/log'
import { encodeLogEvent } from '../wire/encode'
import { Encoded } from '../wire/encoded'
import { FanOutState } from './fan-out-state'
import { FeedState } from './feed-state'
import { OlderMessages } from './older-messages'
import type { Peer, Wire } from './peer'
import { Pace } from './pace'
import { Pending, type Batch } from './pending'
import { Recent } from './recent'
import { Sequencer, type Gap } from './sequencer'

/** One room in this process: its peers, its position and its newest events. */
export class HubRoom {
  /** Each peer with the number of the batch during or after which it entered. */
  readonly peers: Record<Wire, Map<Peer, number>> = { app: new Map(), plain: new Map() }
  /** Users among them who do not count as online, since they hide their presence. */
  readonly uncounted = new Set<Peer>()
  readonly recent: Recent
  /** Messages before those in `recent`, for a page that needs more. */
  readonly older = new OlderMessages()
  /** Encoded answers to joins. */
  readonly encoded: Encoded
  readonly pending = new Pending()
  readonly pace: Pace
  private readonly sequencer: Sequencer
  private batchNumber = 0
  /** Whether a peer entered since the current batch began. */
  enteredInBatch = false
  readonly fanOut = new FanOutState()
  readonly feed = new FeedState()
  /** When the last peer left, in ms of `performance.now()`; null while there are peers. Idle rooms are closed by it. */
  emptySince: number | null = null
  /** Peers that are catching up. The room stays open for them. */
  joining = 0

  /** @param maxDelayMs how much the room's pace may delay a message */
  constructor(readonly id: string, private readonly head: Head, maxDelayMs = 1_000) {
    this.pace = new Pace(maxDelayMs)
    this.sequencer = new Sequencer(head.lastSeq)
    this.recent = new Recent(head.lastSeq, RECENT_MAX_EVENTS, RECENT_MAX_CHARS)
    this.encoded = new Encoded(this.recent, this.older)
  }

  get epoch(): string {
    return this.head.epoch
  }

  /** Every event up to this `seq` is known, in order. */
  get position(): number {
    return this.sequencer.position
  }

  /**
   * Everything up to this `seq` is in a batch that is written or begun. A joining peer gets this position, and the next
   * batch goes on after it.
   */
  get written(): number {
    return this.position - this.pending.eventCount
  }

  /** Every peer has everything up to this `seq`, also those that the current batch has not reached yet. */
  get settled(): number {
    const { writing } = this.fanOut
    return writing ? this.written - writing.eventCount : this.written
  }

  get size(): number {
    return this.peers.app.size + this.peers.plain.size
  }

  gap(): Gap | null {
    return this.sequencer.gap()
  }

  /** Takes events in any order. True if there is something to write now. */
  accept(events: readonly LogEvent[]): boolean {
    return this.announce(this.sequencer.accept(events))
  }

  /** Takes what the log holds after `position`. True if there is something to write now. */
  acceptFromLog(events: readonly LogEvent[]): boolean {
    return this.announce(this.sequencer.acceptFromLog(events))
  }

  /** Whether memory has a whole page of messages, or all messages of the room. */
  hasPage(): boolean {
    const { recent, older } = this
    const missing = HISTORY_PAGE - recent.countMessages(this.written, HISTORY_PAGE)
    return missing === 0 || older.areAll(recent.from) || older.of(recent.from).length >= missing
  }

  * allPeers(): Generator<Peer> {
    yield* this.peers.app.keys()
    yield* this.peers.plain.keys()
  }

  /** From now on the peer receives, beginning with the next batch. */
  enter(peer: Peer): void {
    this.peers[peer.wire].set(peer, this.batchNumber)
    this.enteredInBatch = true
  }

  /** Gives the number of the new batch. Peers that enter from now on carry it. */
  beginBatch(): number {
    this.enteredInBatch = false
    return ++this.batchNumber
  }

  /** Takes the next batch: from here on `written` includes it. */
  take(maxBytes: number, now: number): Batch {
    const batch = this.pending.take(maxBytes, now)
    this.recent.settle(this.written)
    return batch
  }

  private announce(ready: readonly LogEvent[]): boolean {
    const now = performance.now()
    for (const event of ready) {
      const encoded = encodeLogEvent(event)
      this.recent.push(encoded)
      if (event.type === 'delete') this.older.remove(event)
      this.pending.push(encoded, now)
    }
    return ready.length > 0
  }
}
