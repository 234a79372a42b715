import type { Message } from '#shared/events/message'
import type { ErrorCode, ServerEvent } from '#shared/schemas/frames'
import type { HistoryPage, HistoryPlace } from '#shared/schemas/http'
import type { Room, RoomState } from '#shared/schemas/room'
import type { SeenBy } from '#shared/schemas/rooms'
import type { User } from '#shared/schemas/user'
import type { Clock, SharedValues } from '../environment'
import type { OutboxItem } from '../outbox/item'
import type { RoomView } from '../types'
import { createCounts } from './counts'
import { createDivider } from './divider'
import { createHead } from './head'
import { createJoiner, type JoinerDeps } from './joiner'
import { createLoaded } from './loaded'
import { createLog } from './log'
import { createMarks } from './marks'
import { createReadReport } from './read-report'
import { createReading, readMarkKey } from './reading'
import { createRoomReport } from './report'
import { createSeen } from './seen'
import { createTypingReport, createTypists } from './typing'
import { createView } from './view'

type Frame<Type extends ServerEvent['type']> = Extract<ServerEvent, { type: Type }>

/** Errors that may pass by themselves: the client asks, or reports, once more. */
const POSTPONING: ReadonlySet<ErrorCode> = new Set(['unavailable', 'internal', 'rate_limited'])

export interface RoomDeps extends Omit<JoinerDeps, 'room' | 'position' | 'mark'> {
  readonly clock: Clock
  readonly values: SharedValues
  me(): User
  /** Whether the user blocks this one. */
  isBlocked(person: string): boolean
  /** Whether the server keeps the user's marks: it does for an account, though it may have none of this room yet. */
  keepsMarks(): boolean
  pending(): readonly OutboxItem[]
  /** A message that was sent under this client id is in the log. */
  seen(author: string, clientId: string): void
  fetchPage(room: string, place: HistoryPlace): Promise<HistoryPage | null>
  fetchSeen(room: string, seq: number): Promise<SeenBy | null>
  /** The view changed; `log` if the list or the position did. */
  changed(what: 'log' | 'view'): void
  count(what: 'resets' | 'holes'): void
}

export type ChatRoom = ReturnType<typeof createRoom>

/** One room: its log, its join, its read mark, and the view of them all. */
export function createRoom(given: Room, deps: RoomDeps) {
  const { id } = given
  let refused = false
  let view: RoomView | null = null

  const head = createHead()
  const room = createRoomReport(given)
  const divider = createDivider()
  const reading = createReading(readMarkKey(deps.me().id, id), deps.values)
  const readReport = createReadReport(deps.clock, ({ seq, generation }) => (
    deps.send({ type: 'read', room: id, seq, ...(generation > 0 ? { generation } : {}) })
  ))
  const typing = createTypingReport(id, deps.clock, deps.send)
  const typists = createTypists(deps.clock, () => touch('view'))
  const seen = createSeen({ fetch: () => deps.fetchSeen(id, 0), changed: () => touch('view') })
  const loaded = createLoaded({
    fetchPage: place => deps.fetchPage(id, place),
    mark: () => reading.mark()?.seq ?? null,
    changed: what => what === 'log' ? log.follow() : touch('view'),
  })
  const { tail } = loaded
  const joiner = createJoiner({
    ...deps,
    room: id,
    position: () => log.position(),
    mark: () => counts.markToJoin(),
  })
  const counts = createCounts({
    list: tail,
    part: loaded.surePart,
    mark: reading.mark,
    me: () => deps.me().id,
    isBlocked: deps.isBlocked,
    isJoined: joiner.joined,
    isThere,
  })
  const marks = createMarks({
    clock: deps.clock,
    head,
    room,
    reading,
    readReport,
    counts,
    divider,
    position: () => tail().position,
    keepsMarks: deps.keepsMarks,
    isJoined: joiner.joined,
    isThere,
    join: joiner.gap,
    changed: touch,
  })
  const log = createLog({
    id,
    head,
    room,
    loaded,
    counts,
    marks,
    joiner,
    typists,
    me: deps.me,
    seen: deps.seen,
    count: deps.count,
    changed: touch,
  })
  const buildView = createView({
    room,
    loaded,
    divider,
    seen,
    typists,
    me: deps.me,
    isBlocked: deps.isBlocked,
    pending: deps.pending,
    now: deps.clock.elapsed,
    isJoined: joiner.joined,
    isRefused: () => refused,
    mark: () => reading.mark()?.seq ?? null,
    unread: counts.unread,
    mentions: counts.mentions,
  })

  function touch(what: 'log' | 'view'): void {
    view = null
    deps.changed(what)
  }

  /** Whether all missed messages are there. */
  function isThere(): boolean {
    const { position, target } = tail()
    return joiner.joined() && head.get() !== null && position !== null && target !== null && position.seq >= target
  }

  function hasMessages(): boolean {
    return (head.get()?.seq ?? 0) > 0
  }

  function connect(): void {
    refused = false
    joiner.connected()
    touch('view')
  }

  /** The room is not joined any more; the connection may still be open, and take reports of what was read. */
  function left(): void {
    joiner.lost()
    marks.left()
    typists.told([])
    touch('view')
  }

  function down(): void {
    marks.lost()
    left()
  }

  return {
    id,
    view: () => (view ??= buildView()),
    touch: () => touch('view'),
    position: () => tail().position,
    state: room.state,
    isGone: room.isGone,
    /** The newest message that is known, for the list of rooms of the next visit. */
    line: (): Message | null => room.line() ?? tail().messages.at(-1) ?? null,
    hasMessages,
    /** A direct room without a message: it is in no list, and open on this page only. */
    isEmptyDirect: (): boolean => room.info().kind === 'direct' && !room.isGone() && !hasMessages(),
    unread: counts.unread,
    countedUpTo: counts.countedUpTo,

    /** Takes over the server's report of the room. */
    is(next: RoomState) {
      room.is(next)
      marks.is(next)
    },
    /** What an earlier visit knew. */
    restoreLine(before: Message) {
      if (room.line() || tail().position) return
      room.setLine(before)
      touch('view')
    },
    presence(count: number) {
      room.presence(count)
      touch('view')
    },
    /** The server does not list the room any more. */
    vanish() {
      room.vanish()
      down()
    },

    joined: joiner.joined,
    refused: () => refused,
    /** The connection is open: joins the room. */
    connect,
    left,
    down,
    answered(frame: Frame<'joined'>) {
      if (!joiner.answered(frame.id, frame.mode)) return
      room.presence(frame.online)
      log.joined(frame)
    },
    joinFailed(frame: Frame<'error'>) {
      if (frame.id === undefined || !joiner.isCurrent(frame.id)) return
      if (POSTPONING.has(frame.code)) return joiner.postponed(frame.retryAfterMs ?? 0)
      refused = true
      joiner.refused()
      touch('view')
    },
    /** Asks once more after a refusal, because the user wants it. */
    again() {
      if (refused) connect()
    },

    loadOlder: loaded.loadOlder,
    loadNewer: loaded.loadNewer,
    openAt: loaded.openAt,
    toNewest: loaded.toNewest,
    restore: log.restore,
    cached: log.cached,
    has: log.has,
    message: log.message,
    isMissing: log.isMissing,
    endsBy: log.endsBy,
    trim: log.trim,
    entries: log.entries,
    live: log.live,
    acknowledged: log.acknowledged,
    forget: log.forget,
    told: log.told,

    isSame: marks.isSame,
    heads: marks.heads,
    read: marks.read,
    hold: marks.hold,
    opened: marks.opened,
    unreadHere: marks.unreadHere,
    becameUnread: marks.becameUnread,
    moved: marks.moved,
    flush: marks.flush,
    readRefused({ code, retryAfterMs = 0 }: Frame<'error'>) {
      if (POSTPONING.has(code)) marks.reportRefused(retryAfterMs)
    },
    followReading: marks.followReading,
    keepsMarks: marks.keepsMarks,

    /** Loads how far other members have read: members of rooms that users made get reports. */
    loadSeen() {
      const { role, pinned } = room.info()
      if (marks.keepsMarks() && role !== undefined && !pinned) seen.load()
    },
    seen: seen.told,
    typed: typing.typed,
    stopped: typing.stopped,
    typing: (users: readonly User[]) => typists.told(users.filter(({ id }) => id !== deps.me().id)),
  }
}
