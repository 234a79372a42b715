import type { LogEvent } from '#shared/events'
import type { HeadOfRoom, ServerEvent } from '#shared/schemas/frames'
import {
  PEER_QUEUE_DROPPABLE_BYTES, QUIET_CHECK_MS, QUIET_ROOMS_PER_PEER_MAX, QUIET_TOLD_EVERY_MS,
} from '../../platform/limits/server-limits'
import type { Bus } from '../bus/bus'
import type { Log } from '../log/log'
import type { Principal } from '../principal'
import { encodeEvents } from '../wire/encode'
import { textFrame } from '../wire/ws-frame'
import type { HubErrorStage } from './hub-errors'
import type { Peer } from './peer'
import { QuietRoom } from './quiet-room'

/** The last `seq` that the client has of each room; null where it does not know what is unread. */
export type HeadsGiven = Readonly<Record<string, number | null>>

export interface QuietDeps {
  readonly bus: Pick<Bus, 'subscribe' | 'unsubscribe'>
  readonly log: Pick<Log, 'heads'>
  /** The heads of those of the rooms that are the user's; the others are missing. */
  readonly headsOf: (user: Principal, rooms: readonly string[]) => Promise<ReadonlyMap<string, number>>
  /** The same, with what is unread. */
  readonly countIn: (user: Principal, rooms: readonly string[]) => Promise<readonly HeadOfRoom[]>
  /** A user of the room lost a right. */
  readonly onAccess: (room: string) => void
  readonly onError: (stage: HubErrorStage, error: unknown) => void
}

/**
 * Rooms that clients have in their lists and do not show. A client gets their heads and how many messages came, at most
 * once per room and second, and none of their content. A lost update is made up for: each says from where on it counts,
 * and every few seconds the heads are compared with the log.
 */
export class Quiet {
  private readonly rooms = new Map<string, QuietRoom<Peer>>()
  private readonly ofPeer = new Map<Peer, Set<string>>()
  private readonly dirty = new Set<string>()
  private timer: NodeJS.Timeout | null = null
  private checks: NodeJS.Timeout | undefined

  constructor(private readonly deps: QuietDeps) {}

  /**
   * From now on the peer gets updates of these rooms, and at once those whose head is not the one it has. The peer is
   * added before the database is asked whether it may be: a removal meanwhile must find it.
   * @returns rooms that are not the user's
   */
  async listen(peer: Peer, user: Principal, given: HeadsGiven): Promise<string[]> {
    const already = this.ofPeer.get(peer) ?? new Set()
    let places = QUIET_ROOMS_PER_PEER_MAX - already.size
    const ids = Object.keys(given).filter(id => !peer.rooms.has(id) && (already.has(id) || places-- > 0))
    for (const id of ids) this.enter(peer, id)
    try {
      const heads = await this.deps.headsOf(user, ids)
      const unknown = ids.filter(id => !heads.has(id))
      for (const id of unknown) this.leave(peer, id)
      const isSame = (id: string) => heads.get(id) === given[id]
      for (const id of ids) if (isSame(id)) this.settle(peer, id, heads.get(id) ?? 0)
      await this.count(peer, ids.filter(id => heads.has(id) && !isSame(id)))
      return unknown
    }
    catch (error) {
      this.deps.onError('heads', error)
      for (const id of ids) this.doubt(peer, id)
      return []
    }
  }

  leave(peer: Peer, id: string): void {
    const room = this.rooms.get(id)
    if (!room?.peers.delete(peer)) return
    this.ofPeer.get(peer)?.delete(id)
    if (room.peers.size > 0) return
    this.rooms.delete(id)
    this.dirty.delete(id)
    this.deps.bus.unsubscribe(id)
  }

  /** The connection is gone. */
  drop(peer: Peer): void {
    for (const id of this.ofPeer.get(peer) ?? []) this.leave(peer, id)
    this.ofPeer.delete(peer)
    if (this.rooms.size === 0) this.close()
  }

  peersIn(id: string): Peer[] {
    return [...this.rooms.get(id)?.peers.keys() ?? []]
  }

  /** Events of a room from any source: doubles and disorder are harmless. */
  hear(id: string, events: readonly LogEvent[]): void {
    const room = this.rooms.get(id)
    if (!room) return
    room.hear(events)
    this.schedule(id)
  }

  /** Compares the rooms with the log, and sends what the bus lost. */
  async check(): Promise<void> {
    const ids = [...this.rooms.keys()]
    try {
      const heads = await this.deps.log.heads(ids)
      for (const [id, { lastSeq, access }] of heads) this.compare(id, lastSeq, access)
    }
    catch (error) {
      this.deps.onError('heads', error)
    }
  }

  close(): void {
    clearInterval(this.checks)
    this.checks = undefined
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
  }

  /** Sends all peers what came in their rooms since the last update. */
  async tell(): Promise<void> {
    this.timer = null
    const rows = new Map<Peer, HeadOfRoom[]>()
    const unsure = new Map<Peer, string[]>()
    for (const id of this.dirty) {
      const room = this.rooms.get(id)
      if (room) this.gather(id, room, rows, unsure)
    }
    this.dirty.clear()
    for (const [peer, rooms] of rows) this.write(peer, { type: 'heads', rooms })
    for (const [peer, ids] of unsure) {
      if (peer.queuedBytes() < PEER_QUEUE_DROPPABLE_BYTES) await this.count(peer, ids)
      else for (const id of ids) this.schedule(id)
    }
  }

  private gather(id: string, room: QuietRoom<Peer>, rows: Map<Peer, HeadOfRoom[]>, unsure: Map<Peer, string[]>): void {
    for (const [peer, told] of room.peers) {
      if (told === 'asking') continue
      const isSlow = peer.queuedBytes() >= PEER_QUEUE_DROPPABLE_BYTES
      const came = told === 'unsure' || isSlow ? 'unsure' : room.since(told, peer.person)
      if (came === null) continue
      if (came === 'unsure') {
        room.peers.set(peer, 'unsure')
        put(unsure, peer, id)
      }
      else {
        room.peers.set(peer, came.head)
        put(rows, peer, { room: id, ...came })
      }
    }
    if (![...room.peers.values()].includes('asking')) room.forget()
  }

  private compare(id: string, lastSeq: number, access: number): void {
    const room = this.rooms.get(id)
    if (!room) return
    if (room.access !== null && room.access !== access) this.deps.onAccess(id)
    room.access = access
    if ([...room.peers.values()].includes('unsure')) this.schedule(id)
    if (lastSeq <= room.head) return
    room.head = lastSeq
    for (const [peer, told] of room.peers) if (typeof told === 'number' && told < lastSeq) this.doubt(peer, id)
  }

  /** Asks the database what is unread in these rooms, and sends it to the peer. */
  private async count(peer: Peer, ids: readonly string[]): Promise<void> {
    const here = ids.filter(id => this.rooms.get(id)?.peers.has(peer))
    if (!peer.user || peer.closed || here.length === 0) return
    for (const id of here) this.rooms.get(id)?.peers.set(peer, 'asking')
    try {
      const counted = await this.deps.countIn(peer.user, here)
      const rooms = counted.filter(({ room }) => this.rooms.get(room)?.peers.has(peer))
      for (const { room, head } of rooms) this.settle(peer, room, head)
      if (rooms.length > 0) this.write(peer, { type: 'heads', rooms })
      const known = new Set(counted.map(({ room }) => room))
      for (const id of here) if (!known.has(id)) this.leave(peer, id)
    }
    catch (error) {
      this.deps.onError('heads', error)
      // The next look at the heads, or event, asks once more.
      for (const id of here) if (this.rooms.get(id)?.peers.has(peer)) this.rooms.get(id)?.peers.set(peer, 'unsure')
    }
  }

  /** What the peer knows of the room is no longer sure: the database must be asked. */
  private doubt(peer: Peer, id: string): void {
    const room = this.rooms.get(id)
    if (!room?.peers.has(peer)) return
    room.peers.set(peer, 'unsure')
    this.schedule(id)
  }

  private enter(peer: Peer, id: string): void {
    const room = this.rooms.get(id) ?? new QuietRoom<Peer>()
    if (!this.rooms.has(id)) {
      this.rooms.set(id, room)
      this.deps.bus.subscribe(id, { external: false })
    }
    room.peers.set(peer, 'asking')
    const rooms = this.ofPeer.get(peer) ?? new Set()
    this.ofPeer.set(peer, rooms.add(id))
    this.checks ??= setInterval(() => void this.check(), QUIET_CHECK_MS).unref()
  }

  /** The peer has everything up to this head. Later events go into the next update. */
  private settle(peer: Peer, id: string, head: number): void {
    const room = this.rooms.get(id)
    if (!room?.peers.has(peer)) return
    room.peers.set(peer, head)
    if (room.head < head) room.head = head
    else if (room.head > head) this.schedule(id)
  }

  private schedule(id: string): void {
    this.dirty.add(id)
    this.timer ??= setTimeout(() => void this.tell(), QUIET_TOLD_EVERY_MS).unref()
  }

  private write(peer: Peer, event: ServerEvent): void {
    if (!peer.closed) peer.write(textFrame(encodeEvents(event)))
  }
}

function put<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key)
  if (values) values.push(value)
  else map.set(key, [value])
}
