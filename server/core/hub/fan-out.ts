import { CLOSE } from '#shared/close-codes'
import type { ServerEvent } from '#shared/schemas/frames'
import {
  BATCH_MAX_BYTES, FANOUT_SLICE_MS, FLUSH_EVERY_MS, LARGE_ROOM_PEERS, LARGE_ROOM_SLICE_MS,
  PEER_QUEUE_DROPPABLE_BYTES, ROOM_PENDING_MAX_BYTES,
} from '../../platform/limits/server-limits'
import type { HubErrorStage } from './hub-errors'
import { FREE, type Permits } from './permits'
import type { HubRoom } from './room'
import { AppFrame } from '../wire/app-frame'
import { BatchWrite, SHORT_ROOM_PEERS } from './batch-write'
import { HintWrites } from './hint-writes'
import type { Batch } from './pending'

/** What one batch to a room's peers cost, for the metrics. */
export interface BatchReport {
  readonly writes: number
  /** Messages of the batch times peers that received it. */
  readonly deliveries: number
  readonly bytes: number
  readonly batch: number
  readonly costMs: number
  /** How long the oldest message of the batch waited before the first write. */
  readonly delayMs: number
}

const NO_MESSAGES = { deliveries: 0, batch: 0, delayMs: 0 }

function isLarge(room: HubRoom): boolean {
  return room.size >= LARGE_ROOM_PEERS
}

/**
 * Writes to the peers of rooms. A delivery costs one write, whatever its size. So messages that come during a batch, or
 * during the pause after it, go out as the next batch: one write per peer. An idle room is written in the same tick.
 *
 * The batch of a large room is written in slices. Between them the loop reads sockets and writes small rooms: a room of
 * 50,000 does not delay a conversation of two.
 */
export class FanOut {
  private readonly short: BatchWrite[] = []
  private readonly long: BatchWrite[] = []
  private readonly hints = new HintWrites()
  private due: HubRoom[] = []
  private running = false
  /** Large rooms that are due and wait for a permit. Messages that come meanwhile join their batch. */
  private large: HubRoom[] = []
  private permit: 'none' | 'asked' | 'held' = 'none'
  /** Batches that are written under the permit. */
  private readonly permitted = new Set<BatchWrite>()

  constructor(
    private readonly onBatch: (report: BatchReport) => void = () => {},
    private readonly permits: Permits = FREE,
    private readonly onError: (stage: HubErrorStage, error: unknown) => void = () => {},
  ) {}

  /** To be called when the room has something to write. Its next batch begins when the room's pace allows. */
  schedule(room: HubRoom): void {
    if (room.pending.bytes > ROOM_PENDING_MAX_BYTES) return this.overflow(room)
    const state = room.fanOut
    if (state.writing) return // `end` schedules the room again.
    const now = performance.now()
    const paced = room.pending.itemCount > 0 ? room.pace.dueAt(room.pending.since) : room.pace.hintsDueAt(now)
    const dueAt = state.flushWaiters.length > 0 ? Math.min(paced, Math.max(now, state.mayFlushAt)) : paced
    if (dueAt >= state.dueAt) return
    state.dueAt = dueAt
    clearTimeout(state.timer)
    if (dueAt > now) state.timer = setTimeout(() => this.ready(room), dueAt - now)
    else this.ready(room)
  }

  /**
   * Adds an event that may be lost. Only `parley.v1` peers that keep up get it, and only the newest event of each kind.
   */
  hint(room: HubRoom, event: ServerEvent, kind: string = event.type): void {
    if (room.peers.app.size === 0) return
    room.pending.hint(kind, JSON.stringify(event))
    this.schedule(room)
  }

  /** Adds a bare text for all peers of the room, each in its own wire. */
  addExternal(room: HubRoom, text: string, at: number): void {
    const event: ServerEvent = { type: 'live', room: room.id, at, text }
    const json = JSON.stringify(event)
    room.pending.push({ seq: null, json, bytes: Buffer.byteLength(json), text }, performance.now())
    this.schedule(room)
  }

  /**
   * Resolves when the next batch begins, which moves `room.written` over some or all of what is pending. That batch
   * does not wait for the room's pace, unless another one was flushed just before.
   */
  flush(room: HubRoom): Promise<void> {
    const begun = new Promise<void>(resolve => room.fanOut.flushWaiters.push(resolve))
    this.schedule(room)
    return begun
  }

  private ready(room: HubRoom): void {
    this.due.push(room)
    this.kick()
  }

  private kick(): void {
    if (this.running) return
    this.running = true
    setImmediate(() => this.loop())
  }

  /** One tick: all small rooms, and one slice of a large room. */
  private loop(): void {
    const due = this.due
    this.due = []
    for (const room of due) {
      if (room.fanOut.writing) continue
      if (isLarge(room)) this.large.push(room)
      else this.begin(room)
    }
    if (this.permit === 'none' && this.large.length > 0) this.ask()
    for (const write of this.short.splice(0)) this.run(write, Infinity)
    this.writeHints()
    const write = this.long.shift()
    const sliceMs = write && isLarge(write.room) ? LARGE_ROOM_SLICE_MS : FANOUT_SLICE_MS
    if (write && !this.run(write, performance.now() + sliceMs)) this.long.push(write)
    this.running = false
    if (this.permit === 'held' && this.permitted.size === 0) this.release()
    if (this.due.length + this.short.length + this.long.length > 0) this.kick()
  }

  private ask(): void {
    this.permit = 'asked'
    this.permits.ask(() => {
      this.permit = 'held'
      for (const room of this.large.splice(0)) {
        if (!room.fanOut.writing) this.begin(room)
        if (room.fanOut.writing) this.permitted.add(room.fanOut.writing)
      }
      this.kick()
    })
  }

  private release(): void {
    this.permit = 'none'
    this.permits.release()
    if (this.large.length > 0) this.ask()
  }

  /** Takes the batch: from here on the room's position includes it. */
  private begin(room: HubRoom): void {
    const now = performance.now()
    clearTimeout(room.fanOut.timer)
    room.fanOut.dueAt = Infinity
    const { since } = room.pending
    const batch = room.take(BATCH_MAX_BYTES, now)
    this.resolveFlushes(room, now + FLUSH_EVERY_MS)
    if (batch.items.length + batch.hints.length === 0) return
    if (batch.items.length === 0 && room.size <= SHORT_ROOM_PEERS) return this.gatherHints(room, batch)
    const write = new BatchWrite(room, batch, now, batch.items.length > 0 ? now - since : 0)
    room.fanOut.writing = write
    if (write.short) this.short.push(write)
    else this.long.push(write)
  }

  /** Hints alone go out with those of other small rooms. */
  private gatherHints(room: HubRoom, { hints }: Batch): void {
    const frame = new AppFrame(hints)
    for (const peer of room.peers.app.keys()) {
      if (peer.queuedBytes() < PEER_QUEUE_DROPPABLE_BYTES) this.hints.add(peer, frame.for(peer))
    }
  }

  private writeHints(): void {
    const began = performance.now()
    const written = this.hints.flush()
    if (!written) return
    this.onBatch({ ...NO_MESSAGES, costMs: performance.now() - began, ...written })
  }

  /** Writes until `deadline`. True when the batch is written or has failed. */
  private run(write: BatchWrite, deadline: number): boolean {
    try {
      if (!write.run(deadline)) return false
      this.report(write)
    }
    catch (error) {
      this.fail(write, error)
      return true
    }
    this.end(write)
    return true
  }

  private report({ room, batch, costMs, writes, bytes, delayMs }: BatchWrite): void {
    const messages = batch.items.length
    room.pace.ended(performance.now(), { costMs, writes, batch: messages, full: batch.more })
    this.onBatch({ writes, deliveries: writes * messages, bytes, batch: messages, costMs, delayMs })
  }

  private end(write: BatchWrite): void {
    const { room } = write
    room.fanOut.writing = null
    this.permitted.delete(write)
    if (room.pending.itemCount + room.pending.hintCount > 0) this.schedule(room)
  }

  /** It is unknown which peers have the batch. All peers reconnect and say their position. */
  private fail(write: BatchWrite, error: unknown): void {
    this.onError('fan-out', error)
    for (const peer of write.room.allPeers()) peer.close(CLOSE.RESTART)
    this.end(write)
  }

  private resolveFlushes(room: HubRoom, mayFlushAt: number): void {
    if (room.fanOut.flushWaiters.length === 0) return
    room.fanOut.mayFlushAt = mayFlushAt
    for (const resolve of room.fanOut.flushWaiters.splice(0)) resolve()
  }

  /**
   * More is pending than this process can write. Its peers reconnect and get `reset`; otherwise the process would run
   * out of memory.
   */
  private overflow(room: HubRoom): void {
    room.take(Infinity, performance.now())
    this.resolveFlushes(room, 0)
    for (const peer of room.allPeers()) peer.close(CLOSE.SLOW)
  }
}
