import { PEER_QUEUE_DROPPABLE_BYTES } from '../../platform/limits/server-limits'
import { AppFrame } from '../wire/app-frame'
import type { Peer } from './peer'
import type { Batch } from './pending'
import type { HubRoom } from './room'
import { textFrames } from '../wire/ws-frame'

/** Peers written between two looks at the clock: about 300 µs, since a write takes 6 to 10 µs. */
const PEERS_PER_LOOK = 32

/** Up to so many peers a room is written in one slice, however busy the process is. */
export const SHORT_ROOM_PEERS = PEERS_PER_LOOK * 4

/**
 * Writes one batch to all peers of a room: encoded once per wire, one write per peer. The write may pause between
 * slices. A peer that enters meanwhile got the batch's events with `joined`, so it is skipped.
 */
export class BatchWrite {
  /** Time spent writing, in ms. */
  costMs = 0
  writes = 0
  bytes = 0
  private readonly number: number
  private readonly app: Iterator<Peer>
  private readonly plain: Iterator<Peer>
  private readonly appFrame: AppFrame | null
  /** The frame without hints, for peers that lag behind. */
  private readonly leanFrame: AppFrame | null
  private readonly plainFrames: Buffer | null

  /**
   * Takes a batch from what is pending: from here on the room's position includes it.
   * @param batch taken from the room
   * @param begunAt ms of `performance.now()`
   * @param delayMs how long its oldest message waited
   */
  constructor(readonly room: HubRoom, readonly batch: Batch, begunAt: number, readonly delayMs: number) {
    this.number = room.beginBatch()
    this.app = room.peers.app.keys()
    this.plain = room.peers.plain.keys()
    const jsons = batch.items.map(item => item.json)
    this.leanFrame = room.peers.app.size > 0 && jsons.length > 0 ? new AppFrame(jsons) : null
    this.appFrame
      = room.peers.app.size > 0 && batch.hints.length > 0 ? new AppFrame([...jsons, ...batch.hints]) : this.leanFrame
    const texts = room.peers.plain.size > 0 ? batch.items.flatMap(item => item.text ?? []) : []
    this.plainFrames = texts.length > 0 ? textFrames(texts) : null
    this.costMs = performance.now() - begunAt
  }

  /** Events of the log in the batch. A bare text is none. */
  get eventCount(): number {
    return this.batch.items.reduce((count, item) => item.seq === null ? count : count + 1, 0)
  }

  /** Whether one slice is enough. */
  get short(): boolean {
    return this.room.size <= SHORT_ROOM_PEERS
  }

  /** Writes until `deadline` (ms of `performance.now()`). True when every peer has the batch. */
  run(deadline: number): boolean {
    const began = performance.now()
    const done = this.runApp(deadline) && this.runPlain(deadline)
    this.costMs += performance.now() - began
    return done
  }

  private runApp(deadline: number): boolean {
    const { appFrame, leanFrame, room } = this
    if (!appFrame) return true
    const choose = (peer: Peer) => {
      const frame = appFrame === leanFrame || peer.queuedBytes() < PEER_QUEUE_DROPPABLE_BYTES ? appFrame : leanFrame
      return frame && frame.for(peer)
    }
    return this.writeAll(this.app, room.peers.app, choose, deadline)
  }

  private runPlain(deadline: number): boolean {
    const { plainFrames, room } = this
    return !plainFrames || this.writeAll(this.plain, room.peers.plain, () => plainFrames, deadline)
  }

  private writeAll(
    peers: Iterator<Peer>,
    members: ReadonlyMap<Peer, number>,
    frameFor: (peer: Peer) => Buffer | null,
    deadline: number,
  ): boolean {
    for (let count = 1; ; count++) {
      const { value: peer, done } = peers.next()
      if (done) return true
      if (this.room.enteredInBatch && members.get(peer) === this.number) continue
      const frame = frameFor(peer)
      if (frame) {
        peer.write(frame)
        this.writes++
        this.bytes += frame.length
      }
      if (count % PEERS_PER_LOOK === 0 && performance.now() >= deadline) return false
    }
  }
}
