import type { ServerEvent } from '#shared/schemas/frames'
import type { Mark } from '#shared/schemas/room'
import type { Bus } from '../../core/bus/bus'
import type { Hub } from '../../core/hub/hub'
import type { Peer } from '../../core/hub/peer'
import type { Log } from '../../core/log/log'
import type { Principal } from '../../core/principal'
import { logger } from '../../platform/logging/logger'
import type { RoomMark } from './announcer'
import type { RoomDirectory } from './directory'
import type { MarkKeeper } from './mark-keeper'
import { toldMentions } from './unread-mentions'

export interface ReadMarksDeps {
  readonly rooms: Pick<RoomDirectory, 'authorize'>
  readonly log: Pick<Log, 'heads'>
  readonly hub: Pick<Hub, 'heads'>
  readonly bus: Pick<Bus, 'control'>
  readonly marks: Pick<MarkKeeper, 'add'>
  /** The messages of others after `seq`, and the head of the log at that moment. */
  readonly count: (person: string, room: string, seq: number) => Promise<{ head: number, unread: number }>
  /** `seq` of the messages above a mark that mention the user. */
  readonly mentions: (person: string, room: string, seq: number) => Promise<readonly number[]>
  /** The connections of a user in this process. */
  readonly of: (user: string) => readonly Peer[]
  readonly tell: (user: string, event: ServerEvent, except?: Peer) => void
  /** A user has read so far; others may be shown it. */
  readonly onSeen: (room: string, person: string, seq: number) => void
}

/** How far users have read. The marks are stored, and announced to the users' other devices in all processes. */
export class ReadMarks {
  constructor(private readonly deps: ReadMarksDeps) {}

  /**
   * The user's client reports how far they have read. A mark above the head of the log is lowered to it. A user without
   * a row has no marks here.
   * @throws ParleyError `not_found`
   */
  async read(user: Principal, room: string, { seq, generation }: Mark, peer: Peer): Promise<void> {
    const { rooms, marks } = this.deps
    await rooms.authorize(user, 'read', room)
    if (user.session === undefined) return
    const mark = { seq: Math.min(seq, await this.head(room, seq)), generation }
    marks.add({ person: user.id, room, ...mark })
    this.announce(user.id, { room, ...mark }, peer)
  }

  /** A mark moved in this process. */
  announce(person: string, mark: RoomMark, except?: Peer): void {
    this.deps.bus.control({ type: 'read', person, ...mark })
    this.heard(person, mark, except)
  }

  /** A mark moved in any process: the user's other connections here follow. */
  heard(person: string, { room, ...mark }: RoomMark, except?: Peer): void {
    this.deps.onSeen(room, person, mark.seq)
    if (this.deps.of(person).every(peer => peer === except || peer.wire === 'plain')) return
    void this.unread(person, room, mark.seq).then(
      counted => this.deps.tell(person, { type: 'read', room, ...mark, ...counted }, except),
      (err: unknown) => logger.debug({ err }, 'A read mark could not be announced to the other devices of its user.'),
    )
  }

  /** Messages of others after the mark, up to the head that comes with them, and which mention the user. */
  async unread(
    person: string, room: string, seq: number,
  ): Promise<{ unread: number, mentions?: number[], head: number }> {
    const { count, mentions } = this.deps
    const known = await this.head(room, seq)
    const { head, unread } = seq < known ? await count(person, room, seq) : { head: known, unread: 0 }
    return { head, unread, ...toldMentions(unread > 0 ? await mentions(person, room, seq) : []) }
  }

  /** The head of a room. What this process knows may be a moment old: a mark above it is asked of the log. */
  private async head(room: string, seq: number): Promise<number> {
    const [known] = await this.deps.hub.heads([room])
    if (known && seq <= known.lastSeq) return known.lastSeq
    return (await this.deps.log.heads([room])).get(room)?.lastSeq ?? 0
  }
}
