import { CLOSE } from '#shared/close-codes'
import { isChange, type LogEvent } from '#shared/events'
import type { ServerEvent } from '#shared/schemas/frames'
import type { Position } from '#shared/schemas/room'
import { HEADS_CHECK_MS } from '../../platform/limits/server-limits'
import type { Head, Log } from '../log/log'
import type { Presence } from '../presence/presence'
import { FanOut, type TurnReport } from './fan-out'
import { Feed } from './feed'
import type { HubErrorStage } from './hub-errors'
import { Joins, type JoinsDeps } from './joins'
import type { Peer } from './peer'
import type { Permits } from './permits'
import { OpenRooms, type OpenRoomsDeps } from './open-rooms'
import type { HubRoom } from './room'

export interface HubDeps extends OpenRoomsDeps, JoinsDeps {
  readonly log: Pick<Log, 'after' | 'before' | 'countAfter' | 'heads'>
  readonly presence: Pick<Presence, 'enter' | 'leave' | 'online' | 'onChange'>
  /** Messages of the room were edited or deleted: what is kept of them elsewhere is old. */
  readonly onChange?: (room: string) => void
  /** When large rooms may be written; at any time when absent. */
  readonly permits?: Permits
  /** The log has this head of an open room: checked every few seconds, also while the bus is down. */
  readonly onHead?: (room: string, head: Head) => void
  readonly onTurn?: (report: TurnReport) => void
  readonly onError: (stage: HubErrorStage, error: unknown) => void
}

/**
 * Rooms ↔ peers: everything that goes out to people goes out here, in `seq` order, whichever process wrote it and however it arrived.
 */
export class Hub {
  private readonly rooms: OpenRooms
  private readonly fanOut: FanOut
  private readonly feed: Feed
  private readonly joins: Joins
  /** Runs only while rooms are open: a process that nobody is connected to is not woken. */
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly deps: HubDeps) {
    this.rooms = new OpenRooms(deps, (room, events) => this.take(room, events))
    this.fanOut = new FanOut(deps.onTurn, deps.permits, deps.onError)
    this.feed = new Feed(deps.log, this.fanOut, deps.onError)
    this.joins = new Joins(deps, this.feed, this.fanOut, (room, peer) => this.enter(room, peer))
    deps.presence.onChange((room, online) => this.tell(room, { type: 'presence', room, online }))
  }

  /** Events of a room from any source: this process's own appends, the bus. Doubles and disorder are harmless. */
  deliver(id: string, events: readonly LogEvent[]): void {
    if (events.some(isChange)) this.deps.onChange?.(id)
    const room = this.rooms.get(id)
    if (room) this.take(room, events)
    else this.rooms.early(id, events)
  }

  /** A bare text from outside, for whoever is here now. */
  deliverLive(id: string, text: string): void {
    const room = this.rooms.get(id)
    if (room) this.fanOut.tellLive(room, text, Date.now())
  }

  /** An event that may be missed, to the app clients of a room. */
  tell(id: string, event: ServerEvent): void {
    const room = this.rooms.get(id)
    if (room) this.fanOut.tell(room, event)
  }

  /**
   * Puts an app peer into a room: it gets `joined`, what it missed, and from then on everything.
   * Joining again (to fill a hole) stops live delivery until the replay has caught up.
   * @param mark how far the user has read: a client that can't be continued is told how many messages came after it
   * @returns how many bytes it was answered
   * @throws UnknownRoomError, LogUnavailableError
   */
  async join(peer: Peer, id: string, requestId: number, position?: Position, mark?: number): Promise<number> {
    const room = await this.open(id)
    this.removeFrom(room, peer)
    return this.keptOpen(room, () => this.joins.join(room, peer, { requestId, position, mark }))
  }

  /**
   * Puts a plain peer into a room; with `since` it first gets all texts after that `seq`.
   * @throws UnknownRoomError, LogUnavailableError
   */
  async joinPlain(peer: Peer, id: string, since: number | null): Promise<void> {
    const room = await this.open(id)
    await this.keptOpen(room, () => this.joins.joinPlain(room, peer, since))
  }

  leave(peer: Peer, id: string): void {
    const room = this.rooms.get(id)
    if (room) this.removeFrom(room, peer)
  }

  /** The connection is gone. */
  drop(peer: Peer): void {
    for (const id of peer.rooms) this.leave(peer, id)
  }

  /** Last `seq` written to the peer in each of its rooms, for the heartbeat. */
  headsOf(peer: Peer): Record<string, number> {
    const heads: Record<string, number> = {}
    for (const id of peer.rooms) {
      const room = this.rooms.get(id)
      if (room) heads[id] = room.settled
    }
    return heads
  }

  /** Epoch and last `seq` of rooms, in their order; it opens none. @throws UnknownRoomError, LogUnavailableError */
  heads(ids: readonly string[]): Promise<Array<{ epoch: string, lastSeq: number }>> {
    return this.rooms.heads(ids)
  }

  /** Compares every open room with the log: what the bus lost, or could not bring while it was down, is read now. */
  async checkHeads(): Promise<void> {
    this.rooms.forgetIdle()
    if (this.rooms.size === 0) return this.close()
    for (const id of this.rooms.ids()) this.rooms.get(id)?.encoded.expire()
    const positions = new Map(this.rooms.ids().map(id => [id, this.rooms.get(id)?.position ?? 0]))
    try {
      const heads = await this.deps.log.heads([...positions.keys()])
      for (const [id, head] of heads) {
        const room = this.rooms.get(id)
        if (!room) continue
        this.deps.onHead?.(id, head)
        if (head.epoch !== room.epoch) this.discard(room)
        else if (head.lastSeq < (positions.get(id) ?? 0)) this.goBack(room, head.lastSeq)
        else if (head.lastSeq > room.position) void this.feed.fill(room, head.lastSeq)
      }
    }
    catch (error) {
      this.deps.onError('heads', error)
    }
  }

  /** Peers of this process in a room. */
  peersIn(id: string): readonly Peer[] {
    return [...this.rooms.get(id)?.allPeers() ?? []]
  }

  /**
   * Puts everybody out of a room who may not be in it any more, at once: nothing of it is written to them after this.
   * @returns who was put out
   */
  evict(id: string, mayStay: (peer: Peer) => boolean): Peer[] {
    const room = this.rooms.get(id)
    const leaving = this.peersIn(id).filter(peer => !mayStay(peer))
    if (room) for (const peer of leaving) this.removeFrom(room, peer)
    return leaving
  }

  /** Rooms that are open in this process. */
  get roomCount(): number {
    return this.rooms.size
  }

  /** Peers of this process that receive in the room. */
  receivers(id: string): number {
    return this.rooms.get(id)?.size ?? 0
  }

  close(): void {
    clearInterval(this.timer)
    this.timer = undefined
  }

  private async open(id: string): Promise<HubRoom> {
    const room = await this.rooms.open(id)
    this.timer ??= setInterval(() => void this.checkHeads(), HEADS_CHECK_MS).unref()
    return room
  }

  /** A peer that reads slowly may be caught up for longer than an empty room is kept. */
  private async keptOpen<T>(room: HubRoom, task: () => Promise<T>): Promise<T> {
    room.joining++
    try {
      return await task()
    }
    finally {
      room.joining--
    }
  }

  private take(room: HubRoom, events: readonly LogEvent[]): void {
    if (room.accept(events)) this.fanOut.schedule(room)
    if (room.hole()) void this.feed.fill(room)
  }

  /** From now on the peer receives. */
  private enter(room: HubRoom, peer: Peer): void {
    if (peer.closed) return
    if (this.rooms.get(room.id) !== room) return peer.close(CLOSE.RESTART)
    room.enter(peer)
    room.emptySince = null
    peer.rooms.add(room.id)
    this.deps.presence.enter(room.id, peer.person)
  }

  private removeFrom(room: HubRoom, peer: Peer): void {
    if (!room.peers[peer.form].delete(peer)) return
    peer.rooms.delete(room.id)
    this.deps.presence.leave(room.id, peer.person)
    if (room.size === 0) room.emptySince = performance.now()
  }

  /**
   * The log ends before what was told from it. Nothing is told before it is in the log, so it was put back to an earlier state and keeps its epoch: a standby took over that was behind.
   * The same numbers will be given again, and would be taken for doubles.
   */
  private goBack(room: HubRoom, lastSeq: number): void {
    this.deps.onError('rollback', new Error([
      `The log of room '${room.id}' ends at ${lastSeq}, though ${room.position} was delivered.`,
      'Assign new epochs, so that clients reload: UPDATE room SET epoch = gen_random_uuid()::text',
    ].join(' ')))
    this.discard(room)
  }

  /** The log was replaced under a running process: everybody joins anew and is told `reset`. */
  private discard(room: HubRoom): void {
    for (const peer of room.allPeers()) peer.close(CLOSE.RESTART)
    this.rooms.forget(room)
  }
}
