import type { LogEvent } from '#shared/events'
import { HISTORY_PAGE } from '#shared/limits'
import { RECENT_MAX_CHARS, RECENT_MAX_EVENTS } from '../../platform/limits/server-limits'
import type { Head } from '../log/log'
import { encodeLogEvent } from '../wire/encode'
import { Encoded } from '../wire/encoded'
import { OlderMessages } from './older-messages'
import type { Peer, WireForm } from './peer'
import { Pace } from './pace'
import { Pending, type Batch } from './pending'
import { Recent } from './recent'
import { Sequencer, type Hole } from './sequencer'
import type { Turn } from './turn'

/** One room as this process knows it: who receives here, how far its events have come, and the newest of them. */
export class HubRoom {
  /** Each with the number of the turn in or after which it entered. */
  readonly peers: Record<WireForm, Map<Peer, number>> = { app: new Map(), plain: new Map() }
  readonly recent: Recent
  /** What a page shows besides, where it needs more. */
  readonly older = new OlderMessages()
  /** What joins are answered with. */
  readonly encoded: Encoded
  readonly pending = new Pending()
  readonly pace: Pace
  private readonly sequencer: Sequencer
  private turnNumber = 0
  /** Whether somebody entered since the turn began that is being written. */
  enteredInTurn = false
  /** The turn that is being written; kept by the fan-out, like the following. */
  turn: Turn | null = null
  dueAt = Infinity
  timer: NodeJS.Timeout | undefined
  /** Who waits for the next turn to begin. */
  readonly hurried: Array<() => void> = []
  /** When a turn may begin early the next time, ms of `performance.now()`. */
  mayHurryAt = 0
  /** When the last peer left, for forgetting idle rooms, in ms of `performance.now()`; null while there are peers. */
  emptySince: number | null = null
  /** Peers that are being caught up: the room is kept for them. */
  joining = 0
  /** The log is known to reach up to here: a fill goes on until the room does too. */
  wanted = 0
  /** The one read of the log that fills a hole, while it runs. */
  filling: Promise<boolean> | null = null
  /** The one read of the log that extends `recent` into the past, while it runs. */
  extending: Promise<void> | null = null
  /** The one read of the log for `older`, while it runs. */
  readingOlder: Promise<void> | null = null

  /** @param maxDelayMs what the pace of its turns may add to the way of a message */
  constructor(readonly id: string, private readonly head: Head, maxDelayMs = 1_000) {
    this.pace = new Pace(maxDelayMs)
    this.sequencer = new Sequencer(head.lastSeq)
    this.recent = new Recent(head.lastSeq, RECENT_MAX_EVENTS, RECENT_MAX_CHARS)
    this.encoded = new Encoded(this.recent, this.older)
  }

  get epoch(): string {
    return this.head.epoch
  }

  /** Everything up to this `seq` is in order here. */
  get position(): number {
    return this.sequencer.position
  }

  /** Everything up to this `seq` was written to the peers, or is being written: a peer that joins is told up to here, and the next turn goes on behind it. */
  get written(): number {
    return this.position - this.pending.eventCount
  }

  /** Everything up to this `seq` was written to each peer, also to those that the present turn has not reached. */
  get settled(): number {
    return this.turn ? this.written - this.turn.eventCount : this.written
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

  /** Whether memory has a whole page of messages, or all messages that there are. */
  hasPage(): boolean {
    const { recent, older } = this
    const missing = HISTORY_PAGE - recent.countMessages(this.written, HISTORY_PAGE)
    return missing === 0 || older.areAll(recent.from) || older.of(recent.from).length >= missing
  }

  * allPeers(): Generator<Peer> {
    yield* this.peers.app.keys()
    yield* this.peers.plain.keys()
  }

  /** From now on the peer receives, beginning with the next turn. */
  enter(peer: Peer): void {
    this.peers[peer.form].set(peer, this.turnNumber)
    this.enteredInTurn = true
  }

  /** Gives the number of the turn; peers that enter from here on carry it. */
  beginTurn(): number {
    this.enteredInTurn = false
    return ++this.turnNumber
  }

  /** The next batch: from here on `written` includes it. */
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
