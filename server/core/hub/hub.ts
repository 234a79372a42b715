import { CLOSE } from '#shared/close-codes'
import { isChange, type LogEvent } from '#shared/events'
import type { ServerEvent } from '#shared/schemas/frames'
import type { Face } from '#shared/schemas/people'
import type { Position } from '#shared/schemas/room'
import { HEADS_CHECK_MS } from '../../platform/limits/server-limits'
import type { Head, Log } from '../log/log'
import type { Principal } from '../principal'
import type { Presence } from '../presence/presence'
import { FanOut, type BatchReport } from './fan-out'
import { Feed } from './feed'
import type { HubErrorStage } from './hub-errors'
import { Joins, type JoinsDeps } from './joins'
import type { Peer } from './peer'
import type { Permits } from './permits'
import { OpenRooms, type OpenRoomsDeps } from './open-rooms'
import { Quiet, type HeadsGiven, type QuietDeps } from './quiet'
import type { HubRoom } from './room'

export interface HubDeps extends OpenRoomsDeps, JoinsDeps {
  /** What is asked for clients that listen to rooms; absent where none does. */
  readonly quiet?: Pick<QuietDeps, 'headsOf' | 'countIn' | 'onAccess'>
  readonly log: Pick<Log, 'after' | 'before' | 'notices' | 'countAfter' | 'heads'>
  readonly presence: Pick<Presence, 'enter' | 'leave' | 'online' | 'onChange'>
  /** Called when messages of the room were edited or deleted, so that caches elsewhere forget them. */
  readonly onChange?: (room: string) => void
  /** Says when large rooms may be written; always, if absent. */
  readonly permits?: Permits
  /**
   * Called with the log's head of each open room, every few seconds, also while the bus is down. `caughtUp` resolves
   * when the room has the events up to there, or they can't be read.
   */
  readonly onHead?: (room: string, head: Head, caughtUp: Promise<unknown>) => void
  /** Whether the peer counts among those who are online in the room; always, if absent. */
  readonly counts?: (peer: Peer, room: string) => boolean
  readonly onBatch?: (report: BatchReport) => void
  readonly onError: (stage: HubErrorStage, error: unknown) => void
}

const NO_LISTS = { headsOf: async () => new Map<string, number>(), countIn: async () => [], onAccess: () => {} }

/**
 * Rooms ↔ peers: everything that goes out to people goes out here, in `seq` order, whichever process wrote it and
 * however it arrived.
 */
export class Hub {
  private readonly rooms: OpenRooms
  private readonly fanOut: FanOut
  private readonly feed: Feed
  private readonly joins: Joins
  private readonly quiet: Quiet
  /** Runs only while rooms are open, so that an idle process is not woken. */
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly deps: HubDeps) {
    this.rooms = new OpenRooms(deps, (room, events) => this.take(room, events))
    this.quiet = new Quiet({ ...NO_LISTS, ...deps, ...deps.quiet })
    this.fanOut = new FanOut(deps.onBatch, deps.permits, deps.onError)
    this.feed = new Feed(deps.log, this.fanOut, deps.onError)
    this.joins = new Joins(deps, this.feed, this.fanOut, (room, peer) => this.enter(room, peer))
    deps.presence.onChange((room, online) => this.hint(room, { type: 'presence', room, online }))
  }

  /**
   * Takes events of a room from any source: this process's appends or the bus. Duplicates and disorder are harmless.
   */
  deliver(id: string, events: readonly LogEvent[]): void {
    if (events.some(isChange)) this.deps.onChange?.(id)
    this.quiet.hear(id, events)
    const room = this.rooms.get(id)
    if (room) this.take(room, events)
    else this.rooms.early(id, events)
  }

  /** The log of a room reaches at least this far. What is missing is read from it. */
  reaches(id: string, seq: number): void {
    const room = this.rooms.get(id)
    if (room && seq > room.position) void this.feed.recover(room, seq)
  }

  /** A bare text of another Redis client, for the peers that are connected now. */
  deliverExternal(id: string, text: string): void {
    const room = this.rooms.get(id)
    if (room) this.fanOut.addExternal(room, text, Date.now())
  }

  /** Sends an event that may be lost to the app clients of a room. */
  hint(id: string, event: ServerEvent): void {
    const room = this.rooms.get(id)
    if (room) this.fanOut.hint(room, event)
  }

  /**
   * A user has another name or picture. Events in memory get the name, and the clients of rooms in which the user wrote
   * lately are notified.
   * @param isErased memory keeps neither the name nor the handle of the user
   */
  face(face: Face, isErased = false): void {
    for (const id of this.rooms.ids()) {
      const room = this.rooms.get(id)
      if (!room) continue
      const user = { id: face.id, name: face.name, isErased }
      const isInRecent = room.recent.rename(user)
      if (!room.older.rename(user) && !isInRecent) continue
      this.deps.onChange?.(id)
      this.fanOut.hint(room, { type: 'faces', people: [face] }, `faces ${face.id}`)
    }
  }

  /**
   * Puts an app peer into a room. It gets `joined`, the events that it missed, and from then on every event. Joining
   * again (to fill a gap) stops delivery until the replay has caught up.
   * @param mark how far the user has read. A reset reports how many messages came after it
   * @returns bytes of the answer
   * @throws UnknownRoomError, LogUnavailableError
   */
  async join(peer: Peer, id: string, requestId: number, position?: Position, mark?: number): Promise<number> {
    const room = await this.open(id)
    this.removeFrom(room, peer)
    return this.keptOpen(room, () => this.joins.join(room, peer, { requestId, position, mark }))
  }

  /**
   * Puts a plain peer into a room. With `since` it first gets all texts after that `seq`.
   * @throws UnknownRoomError, LogUnavailableError
   */
  async joinPlain(peer: Peer, id: string, since: number | null): Promise<void> {
    const room = await this.open(id)
    await this.keptOpen(room, () => this.joins.joinPlain(room, peer, since))
  }

  /**
   * Sends the peer the heads of these rooms and what is unread in them, and no events.
   * @returns rooms that are not the user's
   * @throws LogUnavailableError
   */
  listen(peer: Peer, user: Principal, given: HeadsGiven): Promise<string[]> {
    return this.quiet.listen(peer, user, given)
  }

  leave(peer: Peer, id: string): void {
    this.quiet.leave(peer, id)
    const room = this.rooms.get(id)
    if (room) this.removeFrom(room, peer)
  }

  /** To be called when the connection is closed. */
  drop(peer: Peer): void {
    for (const id of peer.rooms) this.leave(peer, id)
    this.quiet.drop(peer)
  }

  /** The last `seq` written to the peer in each of its rooms, for the heartbeat. */
  headsOf(peer: Peer): Record<string, number> {
    const heads: Record<string, number> = {}
    for (const id of peer.rooms) {
      const room = this.rooms.get(id)
      if (room) heads[id] = room.settled
    }
    return heads
  }

  /** Epoch and last `seq` of rooms, in the given order. Opens none. @throws UnknownRoomError, LogUnavailableError */
  heads(ids: readonly string[]): Promise<Array<{ epoch: string, lastSeq: number }>> {
    return this.rooms.heads(ids)
  }

  /** Compares every open room with the log, and reads what the bus lost. */
  async checkHeads(): Promise<void> {
    this.rooms.forgetIdle()
    if (this.rooms.size === 0) return this.stopChecks()
    for (const id of this.rooms.ids()) this.rooms.get(id)?.encoded.expire()
    const positions = new Map(this.rooms.ids().map(id => [id, this.rooms.get(id)?.position ?? 0]))
    try {
      const heads = await this.deps.log.heads([...positions.keys()])
      for (const [id, head] of heads) {
        const room = this.rooms.get(id)
        if (!room) continue
        const caughtUp = this.compare(room, head, positions.get(id) ?? 0)
        this.deps.onHead?.(id, head, caughtUp)
      }
    }
    catch (error) {
      this.deps.onError('heads', error)
    }
  }

  /** @param before up to where the room was before the log was asked */
  private async compare(room: HubRoom, head: Head, before: number): Promise<void> {
    if (head.epoch !== room.epoch) this.discard(room)
    else if (head.lastSeq < before) this.goBack(room, head.lastSeq)
    else if (head.lastSeq > room.position) await this.feed.recover(room, head.lastSeq)
  }

  /** Whether these peers count among those who are online may have changed. */
  recount(peers: readonly Peer[]): void {
    for (const peer of peers) {
      for (const id of peer.rooms) {
        const room = this.rooms.get(id)
        const counts = this.deps.counts?.(peer, id) ?? true
        if (!room || counts !== room.uncounted.has(peer)) continue
        if (counts) room.uncounted.delete(peer)
        else room.uncounted.add(peer)
        this.deps.presence[counts ? 'enter' : 'leave'](id, peer.person)
      }
    }
  }

  /** Peers of this process in a room. */
  peersIn(id: string): readonly Peer[] {
    return [...this.rooms.get(id)?.allPeers() ?? [], ...this.quiet.peersIn(id)]
  }

  /**
   * Removes all peers that may no longer be in the room, at once: nothing of the room is written to them after this.
   * @returns the removed peers
   */
  evict(id: string, mayStay: (peer: Peer) => boolean): Peer[] {
    const room = this.rooms.get(id)
    const leaving = this.peersIn(id).filter(peer => !mayStay(peer))
    for (const peer of leaving) {
      this.quiet.leave(peer, id)
      if (room) this.removeFrom(room, peer)
    }
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
    this.quiet.close()
    this.stopChecks()
  }

  /** Clients that only listen go on: they have checks of their own. */
  private stopChecks(): void {
    clearInterval(this.timer)
    this.timer = undefined
  }

  private async open(id: string): Promise<HubRoom> {
    const room = await this.rooms.open(id)
    this.timer ??= setInterval(() => void this.checkHeads(), HEADS_CHECK_MS).unref()
    return room
  }

  /** Keeps the room open meanwhile: catching up a slow reader may take longer than an empty room is kept. */
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
    if (room.gap()) void this.feed.recover(room)
  }

  /** From now on the peer receives. */
  private enter(room: HubRoom, peer: Peer): void {
    if (peer.closed) return
    if (this.rooms.get(room.id) !== room) return peer.close(CLOSE.RESTART)
    this.quiet.leave(peer, room.id)
    room.enter(peer)
    room.emptySince = null
    peer.rooms.add(room.id)
    if (this.deps.counts?.(peer, room.id) ?? true) this.deps.presence.enter(room.id, peer.person)
    else room.uncounted.add(peer)
  }

  private removeFrom(room: HubRoom, peer: Peer): void {
    if (!room.peers[peer.wire].delete(peer)) return
    peer.rooms.delete(room.id)
    if (!room.uncounted.delete(peer)) this.deps.presence.leave(room.id, peer.person)
    if (room.size === 0) room.emptySince = performance.now()
  }

  /**
   * The log ends before events that were delivered from it. Events are delivered only after their commit, so the
   * database was rolled back and kept its epoch, as when a stale standby takes over. The same numbers will be assigned
   * again, and clients would take the new events for duplicates.
   */
  private goBack(room: HubRoom, lastSeq: number): void {
    this.deps.onError('rollback', new Error([
      `The log of room '${room.id}' ends at ${lastSeq}, though ${room.position} was delivered.`,
      'Assign new epochs, so that clients reload: UPDATE room SET epoch = gen_random_uuid()::text',
    ].join(' ')))
    this.discard(room)
  }

  /** The log was replaced while the process ran: all peers rejoin and get `reset`. */
  private discard(room: HubRoom): void {
    for (const peer of room.allPeers()) peer.close(CLOSE.RESTART)
    this.rooms.forget(room)
  }
}
