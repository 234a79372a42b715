import { CLOSE } from '#shared/close-codes'
import type { ServerEvent } from '#shared/schemas/frames'
import { BATCH_MAX_BYTES, FANOUT_SLICE_MS, HURRY_EVERY_MS, LARGE_ROOM_PEERS, LARGE_ROOM_SLICE_MS, ROOM_PENDING_MAX_BYTES } from '../../platform/limits/server-limits'
import type { HubErrorStage } from './hub-errors'
import { FREE, type Permits } from './permits'
import type { HubRoom } from './room'
import { Turn } from './turn'

/** What one turn of a room was, for who keeps count. */
export interface TurnReport {
  readonly writes: number
  /** Messages of the batch times peers that got it. */
  readonly deliveries: number
  readonly bytes: number
  readonly batch: number
  readonly costMs: number
  /** How long the oldest message of the batch waited for the turn to begin. */
  readonly delayMs: number
}

function isLarge(room: HubRoom): boolean {
  return room.size >= LARGE_ROOM_PEERS
}

/**
 * Writes to the peers of rooms. The write is what a delivery costs, whatever its size, so what arrives for a room while it is being written, and while it
 * waits for its next turn, goes out as one write a peer. An idle room is written in the same turn of the event loop.
 *
 * A turn of a large room is cut into slices, between which the loop reads sockets and small rooms are written: a room of fifty thousand does not
 * delay a talk of two.
 */
export class FanOut {
  private readonly short: Turn[] = []
  private readonly long: Turn[] = []
  private due: HubRoom[] = []
  private running = false
  /** Large rooms that are due and wait for the permit: what comes meanwhile goes along. */
  private large: HubRoom[] = []
  private permit: 'none' | 'asked' | 'held' = 'none'
  /** Turns that are written under the permit. */
  private readonly permitted = new Set<Turn>()

  constructor(
    private readonly onTurn: (report: TurnReport) => void = () => {},
    private readonly permits: Permits = FREE,
    private readonly onError: (stage: HubErrorStage, error: unknown) => void = () => {},
  ) {}

  /** There is something to write in the room: its next turn begins when its pace allows. */
  schedule(room: HubRoom): void {
    if (room.pending.bytes > ROOM_PENDING_MAX_BYTES) return this.overflow(room)
    if (room.turn) return // The end of the turn looks again.
    const now = performance.now()
    const paced = room.pending.itemCount > 0 ? room.pace.dueAt(room.pending.since) : room.pace.hintsDueAt(now)
    const dueAt = room.hurried.length > 0 ? Math.min(paced, Math.max(now, room.mayHurryAt)) : paced
    if (dueAt >= room.dueAt) return
    room.dueAt = dueAt
    clearTimeout(room.timer)
    if (dueAt > now) room.timer = setTimeout(() => this.ready(room), dueAt - now)
    else this.ready(room)
  }

  /** Adds an event that may be missed: it goes to the peers that speak `parley.v1` and keep up. Of each type only the newest counts. */
  tell(room: HubRoom, event: ServerEvent): void {
    if (room.peers.app.size === 0) return
    room.pending.hint(event.type, JSON.stringify(event))
    this.schedule(room)
  }

  /** Adds a bare text for everybody who is in the room, in the form of each. */
  tellLive(room: HubRoom, text: string, at: number): void {
    const event: ServerEvent = { type: 'live', room: room.id, at, text }
    const json = JSON.stringify(event)
    room.pending.push({ seq: null, json, bytes: Buffer.byteLength(json), text }, performance.now())
    this.schedule(room)
  }

  /** Resolves when `room.written` has moved over what is pending now, or a part of it: when the next turn begins, which does not wait for its pace unless another was hurried just before. */
  hurry(room: HubRoom): Promise<void> {
    const begun = new Promise<void>(resolve => room.hurried.push(resolve))
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

  /** One turn of the event loop: all small rooms, and a slice of a large one. */
  private loop(): void {
    const due = this.due
    this.due = []
    for (const room of due) {
      if (room.turn) continue
      if (isLarge(room)) this.large.push(room)
      else this.begin(room)
    }
    if (this.permit === 'none' && this.large.length > 0) this.ask()
    for (const turn of this.short.splice(0)) this.write(turn, Infinity)
    const turn = this.long.shift()
    if (turn && !this.write(turn, performance.now() + (isLarge(turn.room) ? LARGE_ROOM_SLICE_MS : FANOUT_SLICE_MS))) this.long.push(turn)
    this.running = false
    if (this.permit === 'held' && this.permitted.size === 0) this.release()
    if (this.due.length + this.short.length + this.long.length > 0) this.kick()
  }

  private ask(): void {
    this.permit = 'asked'
    this.permits.ask(() => {
      this.permit = 'held'
      for (const room of this.large.splice(0)) {
        if (!room.turn) this.begin(room)
        if (room.turn) this.permitted.add(room.turn)
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
    clearTimeout(room.timer)
    room.dueAt = Infinity
    const { since } = room.pending
    const batch = room.take(BATCH_MAX_BYTES, now)
    this.tellHurried(room, now + HURRY_EVERY_MS)
    if (batch.items.length + batch.hints.length === 0) return
    const turn = new Turn(room, batch, now, batch.items.length > 0 ? now - since : 0)
    room.turn = turn
    if (turn.short) this.short.push(turn)
    else this.long.push(turn)
  }

  /** Writes until `deadline`. True when the turn is over. */
  private write(turn: Turn, deadline: number): boolean {
    try {
      if (!turn.run(deadline)) return false
    }
    catch (error) {
      this.fail(turn, error)
      return true
    }
    const { room, batch } = turn
    room.pace.ended(performance.now(), { costMs: turn.costMs, writes: turn.writes, batch: batch.items.length, full: batch.more })
    this.onTurn({
      writes: turn.writes,
      deliveries: turn.writes * batch.items.length,
      bytes: turn.bytes,
      batch: batch.items.length,
      costMs: turn.costMs,
      delayMs: turn.delayMs,
    })
    this.end(turn)
    return true
  }

  private end(turn: Turn): void {
    const { room } = turn
    room.turn = null
    this.permitted.delete(turn)
    if (room.pending.itemCount + room.pending.hintCount > 0) this.schedule(room)
  }

  /** Who has the batch and who has not is not known: everybody comes back and says how far they are. */
  private fail(turn: Turn, error: unknown): void {
    this.onError('fan-out', error)
    for (const peer of turn.room.allPeers()) peer.close(CLOSE.RESTART)
    this.end(turn)
  }

  private tellHurried(room: HubRoom, mayHurryAt: number): void {
    if (room.hurried.length === 0) return
    room.mayHurryAt = mayHurryAt
    for (const resolve of room.hurried.splice(0)) resolve()
  }

  /** More waits than this process can write: the peers come back and are told `reset`, instead of everything ending with the memory. */
  private overflow(room: HubRoom): void {
    room.take(Infinity, performance.now())
    this.tellHurried(room, 0)
    for (const peer of room.allPeers()) peer.close(CLOSE.SLOW)
  }
}
