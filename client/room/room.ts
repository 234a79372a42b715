import { isChange, type KnownEvent } from '#shared/events'
import type { Message } from '#shared/events/message'
import type { ErrorCode, HeadOfRoom, ServerEvent } from '#shared/schemas/frames'
import type { HistoryPage, HistoryPlace } from '#shared/schemas/http'
import type { Mark, Position, Room, RoomState } from '#shared/schemas/room'
import type { User } from '#shared/schemas/user'
import type { Cancel, Clock, SharedValues } from '../environment'
import { isChangeItem, type OutboxItem } from '../outbox/item'
import type { CachedRoom } from '../store/store'
import type { SeenBy } from '#shared/schemas/rooms'
import type { RoomView } from '../types'
import { createUnreadCounter } from './counter'
import { createDivider } from './divider'
import { createItemBuilder } from './items'
import { createJoiner, type JoinerDeps } from './joiner'
import { createLoaded } from './loaded'
import { createMentioned } from './mentioned'
import { isAfter, markOf } from './mark'
import { createReadReport } from './read-report'
import { createReading, readMarkKey } from './reading'
import { createSeen } from './seen'
import { slowSending } from './slow'
import {
  EMPTY_TIMELINE, applyAcknowledged, applyChanges, applyEntries, applyJoined, applyLive, isKnown, isReady, messageOf,
  restoredTimeline, trimTimeline,
  type LogEntry, type Timeline,
} from './timeline'
import { createTypingReport, createTypists } from './typing'

type Frame<Type extends ServerEvent['type']> = Extract<ServerEvent, { type: Type }>

/** Errors for a `join` that may pass by themselves. */
const POSTPONING: ReadonlySet<ErrorCode> = new Set(['unavailable', 'internal', 'rate_limited'])

/** How long another device must read nothing before the client asks for the unread count. */
const ASK_AFTER_MS = 3_000

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

/** What the server reports of a room and of the user in it, apart from its log and its marks. */
type RoomInfo = Omit<RoomState, 'epoch' | 'lastSeq' | 'online' | 'mark' | 'generation' | 'unread' | 'mentions'>

/** The user's mark, and the unread messages after it. */
type Moved = Pick<Frame<'read'>, 'seq' | 'generation' | 'unread' | 'mentions' | 'head'>

interface Said {
  readonly position: Position
  readonly mark?: Mark | undefined
  readonly unread?: number | undefined
}

/** One room: its part of the log, its join, its read mark, and the view of them all. */
export function createRoom(given: Room, deps: RoomDeps) {
  let info: RoomInfo = given
  /** The room as the server said it last, with what it said of marks since. */
  let state: RoomState | null = null
  /** The server's mark and unread count, until the list has its own. */
  let said: Said | null = null
  let head: Position | null = null
  let online: number | null = null
  let refused = false
  let gone = false
  /** A change came without its content: the next connection starts over, so that the list becomes what the log says. */
  let stale = false
  let liveCount = 0
  let cancelAsking: Cancel = () => {}
  /** Whether the server keeps the user's marks. */
  let keepsMarks = false
  /** The newest message, as the server told it of a room that is not joined. */
  let line: Message | null = null
  /** Messages were marked as unread here: until the room is opened again, messages in view do not count as read. */
  let held = false
  /** The server was told a mark, since it had counted from an earlier one. */
  let toldBefore = false
  let view: RoomView | null = null

  const items = createItemBuilder(deps.isBlocked)
  const reading = createReading(readMarkKey(deps.me().id, given.id), deps.values)
  const loaded = createLoaded({
    fetchPage: place => deps.fetchPage(given.id, place),
    mark: () => reading.mark()?.seq ?? null,
    changed: what => what === 'log' ? follow() : touch('view'),
  })
  const { tail } = loaded
  const counter = createUnreadCounter({
    list: tail, part: loaded.surePart, mark: reading.mark, me: () => deps.me().id,
  })
  const mentioned = createMentioned({
    me: () => deps.me().id, isBlocked: deps.isBlocked, mark: () => reading.mark()?.seq ?? null,
  })
  /** The mark from which the answer to the last `join` counts. */
  let joinedFrom = 0
  const divider = createDivider()
  const report = createReadReport(deps.clock, ({ seq, generation }) => (
    deps.send({ type: 'read', room: given.id, seq, ...(generation > 0 ? { generation } : {}) })
  ))
  const typing = createTypingReport(given.id, deps.clock, deps.send)
  const typists = createTypists(deps.clock, () => touch('view'))
  const seen = createSeen({ fetch: () => deps.fetchSeen(given.id, 0), changed: () => touch('view') })
  const joiner = createJoiner({
    ...deps,
    room: given.id,
    position: () => mustAsk() || stale ? null : tail().position,
    mark() {
      const mark = counter.markToJoin()
      joinedFrom = mark ?? Infinity
      return mark
    },
  })

  function touch(what: 'log' | 'view'): void {
    view = null
    deps.changed(what)
  }

  function mustAsk(): boolean {
    return counter.mustAsk() || mentioned.mustAsk()
  }

  /** @param count counts the unread messages afterwards */
  function become(next: Timeline, count: () => void = counter.recount, isReplaced = false): void {
    if (!loaded.become(next, isReplaced)) return
    if (next.position) raiseHead(next.position)
    follow(count)
  }

  /** What follows from another list. */
  function follow(count: () => void = counter.recount): void {
    count()
    arrive()
    touch('log')
  }

  function raiseHead(told: Position): void {
    if (head?.epoch !== told.epoch || told.seq > head.seq) head = told
  }

  /** Whether all missed messages are there. */
  function isThere(): boolean {
    const { position, target } = tail()
    return joiner.joined() && head !== null && position !== null && target !== null && position.seq >= target
  }

  /** Once all missed messages are there, the list's own count is the best. */
  function arrive(): void {
    if (!isThere()) return
    if (said?.unread !== undefined) said = { ...said, unread: undefined }
    divider.decide(counter.isUnreadAbove)
  }

  /** The unread count: from the list, or from the server while the list is missing or behind. */
  function unread(): number {
    const mark = reading.mark()
    if (isThere() || said?.unread === undefined || !mark) return counter.count()
    return Math.min(said.unread, Math.max(0, said.position.seq - mark.seq))
  }

  /** Never more than what is unread, which may be worked out a moment later. */
  function unreadMentions(): number {
    const mark = reading.mark()
    return mark ? Math.min(unread(), mentioned.above(mark.seq)) : 0
  }

  /** Up to here it is known what is unread; null where it is not known. */
  function countedUpTo(): number | null {
    if (said?.unread !== undefined) return said.position.seq
    return mustAsk() ? null : tail().position?.seq ?? null
  }

  /** What was counted is right still: the server said nothing of that, nor of another mark. */
  function staysCounted(epoch: string, mark: Mark | undefined): boolean {
    if (joiner.joined() || said?.unread === undefined || said.position.epoch !== epoch) return false
    return mark?.seq === said.mark?.seq && mark?.generation === said.mark?.generation
  }

  /** Whether the server counted from a mark behind the one of here: it is told that first, and counts once more. */
  function isBehind(marked: number | undefined, generation: number): boolean {
    const mark = reading.mark()
    const behind = !toldBefore && marked !== undefined && mark !== null && isAfter(mark, { seq: marked, generation })
    if (behind) report.flush()
    toldBefore = behind
    return behind
  }

  /** The mark that the server keeps for this log. */
  function saidMark(epoch: string): Mark | undefined {
    return said?.position.epoch === epoch ? said.mark : undefined
  }

  function settle(position: Position): void {
    raiseHead(position)
    reading.settle(position, saidMark(position.epoch), info.kind === 'direct')
    counter.recount()
  }

  /** Asks for the unread count once the other device rests: it reads line by line, and each answer is a page. */
  function askLater(): void {
    cancelAsking()
    if (mustAsk()) cancelAsking = deps.clock.after(ASK_AFTER_MS, joiner.gap)
  }

  function tell(): void {
    const mark = reading.mark()
    if (mark) report.read(markOf(mark))
  }

  /**
   * Asks the server for the unread count, which a new answer to `join` contains. Without a connection the next join
   * asks.
   */
  function ask(): void {
    if (joiner.joined() && mustAsk()) joiner.gap()
  }

  function becameUnread(): void {
    counter.recount()
    ask()
    divider.opened(reading.mark())
    arrive()
    touch('log')
  }

  function see(commands: readonly Pick<Message, 'author' | 'clientId'>[]): void {
    for (const { author, clientId } of commands) if (clientId) deps.seen(author.id, clientId)
  }

  function status(): RoomView['status'] {
    if (isReady(tail())) return 'ready'
    return refused ? 'error' : 'loading'
  }

  function buildView(): RoomView {
    const slow = slowSending(deps.pending(), deps.clock.elapsed())
    const waits = gone ? 'gone' : joiner.joined() && !slow ? 'answer' : 'parked'
    const ofTail = items(tail(), deps.pending(), deps.me(), waits)
    const newest = line ? items({ ...EMPTY_TIMELINE, messages: [line] }, deps.pending(), deps.me(), waits) : ofTail
    const isAway = loaded.part() !== null
    // What waits to be sent comes after the newest message.
    const shown = isAway ? items(loaded.shown(), deps.pending().filter(isChangeItem), deps.me(), waits) : ofTail
    return {
      ...info,
      gone,
      slow,
      status: status(),
      items: shown,
      newest,
      online,
      mark: reading.mark()?.seq ?? null,
      unread: unread(),
      mentions: unreadMentions(),
      seen: seen.members(),
      manySee: seen.isLarge(),
      typing: typists.users(),
      newSinceSeq: divider.seq(),
      opening: divider.isOpening(),
      older: loaded.shown().older,
      olderStatus: loaded.olderStatus(),
      newer: isAway,
      newerStatus: loaded.newerStatus(),
    }
  }

  return {
    id: given.id,
    view: () => (view ??= buildView()),
    touch: () => touch('view'),
    position: () => tail().position,
    joined: joiner.joined,
    loadOlder: loaded.loadOlder,
    loadNewer: loaded.loadNewer,
    openAt: loaded.openAt,
    toNewest: loaded.toNewest,

    /** Takes over the stored room of an earlier visit, unless the server was faster. */
    restore(cached: CachedRoom | null) {
      if (cached && !tail().position) {
        line = null
        become(restoredTimeline(cached), () => counter.restored(cached.unread))
      }
      if (head) reading.follow(head)
      if (cached?.mentions) mentioned.told({ at: cached.position, ...cached.mentions })
      // What was kept with the messages is as new as the list of rooms, or newer.
      const { position, messages } = tail()
      const isNewer = position?.epoch === said?.position.epoch && (position?.seq ?? 0) >= (said?.position.seq ?? 0)
      if (said && cached?.unread && isNewer) said = { ...said, unread: undefined }
      counter.recount()
      see(messages)
    },
    /**
     * What to keep over a reload: the newest messages, at most `limit`. Null while the unread count is uncertain or a
     * change is missing: then
     * the earlier record stays right, and the client resumes from there.
     */
    cached(limit: number): CachedRoom | null {
      if (mustAsk() || stale) return null
      const { position, messages, notices, older } = trimTimeline(tail(), limit)
      return position && { position, messages, notices, older, unread: counter.kept(), mentions: mentioned.kept() }
    },

    /** Takes over the server's report of the room. */
    is(next: RoomState) {
      const { epoch, lastSeq, online: there, mark: seq, generation, unread, mentions = [], ...rest } = next
      state = next
      const mark = seq === undefined ? undefined : { seq, generation: generation ?? 0 }
      info = rest
      online = there
      gone = false
      const position = { epoch, seq: lastSeq }
      said = unread === undefined && staysCounted(epoch, mark) ? said : { position, mark, unread }
      keepsMarks = mark !== undefined || generation !== undefined || deps.keepsMarks()
      settle(position)
      if (unread !== undefined) mentioned.told({ at: position, mark: mark?.seq ?? 0, seqs: mentions })
      if (joiner.joined()) askLater()
      divider.found(reading.mark())
      arrive()
      report.settle(mark, keepsMarks)
      tell()
      touch('view')
    },
    /** There is a new connection, and the server knows nothing of the room and the user that this side does not. */
    isSame() {
      report.settle(said?.mark, keepsMarks)
      tell()
    },
    state: () => state,
    /** The newest message that is known, for the list of rooms of the next visit. */
    line: (): Message | null => line ?? tail().messages.at(-1) ?? null,
    hasMessages: (): boolean => (head?.seq ?? 0) > 0,
    /** What an earlier visit knew. */
    restoreLine(before: Message) {
      if (line || tail().position) return
      line = before
      touch('view')
    },
    unread,
    countedUpTo,
    /**
     * The server says what came in a room that is not joined. False where that can't be put to what is known here: then
     * the server has to count.
     */
    heads(told: HeadOfRoom): boolean {
      const {
        head: seq,
        unread: counted,
        mark: marked,
        generation = 0,
        from,
        others,
        last,
        mentions = [],
        edited = [],
      } = told
      if (joiner.joined() || !head) return true
      if (last) line = last
      if (counted === undefined && (others === undefined || from !== countedUpTo())) return false
      if (isBehind(marked, generation)) return false
      const mark = marked === undefined ? said?.mark : { seq: marked, generation }
      said = { position: { epoch: head.epoch, seq }, mark, unread: counted ?? unread() + (others ?? 0) }
      settle(said.position)
      if (counted === undefined) mentioned.quiet(seq, edited)
      else mentioned.told({ at: said.position, mark: marked ?? 0, seqs: mentions })
      if (state) {
        const called = mentioned.kept()?.seqs ?? []
        const marks = mark && { mark: mark.seq, generation: mark.generation }
        state = { ...state, lastSeq: seq, unread: said.unread, mentions: [...called], ...marks }
      }
      touch('view')
      return true
    },
    /** The connection is open: joins the room. */
    connect() {
      refused = false
      joiner.connected()
      touch('view')
    },
    refused: () => refused,
    down() {
      joiner.lost()
      report.lost()
      cancelAsking()
      typists.told([])
      touch('view')
    },
    /** The server does not list the room any more. */
    vanish() {
      gone = true
      joiner.lost()
      report.lost()
      cancelAsking()
      typists.told([])
      touch('view')
    },
    isGone: () => gone,
    /** Whether the loaded messages include this one. */
    has: (author: string, clientId: string) =>
      tail().messages.some(message => message.clientId === clientId && message.author.id === author),

    answered(frame: Frame<'joined'>) {
      if (!joiner.answered(frame.id, frame.mode)) return
      line = null
      online = frame.online
      if (frame.mode === 'reset') {
        deps.count('resets')
        stale = false
      }
      become(
        applyJoined(tail(), frame),
        () => frame.mode === 'reset' && counter.replaced(frame.epoch, frame.unread),
        frame.mode === 'reset',
      )
      if (frame.mode === 'reset') {
        const at = { epoch: frame.epoch, seq: frame.head }
        mentioned.replaced({ at, mark: Math.min(joinedFrom, frame.head), seqs: frame.mentions ?? [] })
      }
      see(frame.page ?? [])
      settle({ epoch: frame.epoch, seq: frame.head })
      if (!tail().position || mustAsk()) joiner.gap()
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
      if (!refused) return
      refused = false
      joiner.connected()
      touch('view')
    },

    entries(entries: readonly LogEntry[]) {
      const { timeline: next, applied, beyond } = applyEntries(tail(), entries)
      if (entries.some(entry => entry.type === 'unknown' && entry.withheld)) stale = true
      become(next, () => {
        counter.heard(applied)
        mentioned.heard(applied)
      })
      // A message beyond a gap is not in the list yet. Until then it stays among the waiting ones, or it would vanish
      // for a moment.
      const reached = next.position?.seq ?? 0
      const known = entries.filter(isKnown)
      see(known.filter(({ seq }) => seq <= reached))
      typists.sent(new Set(known.filter(({ type }) => type === 'message').map(({ author }) => author.id)))
      const isCaughtUp = head === null || head.seq <= reached
      if (applied.length > 0) joiner.progressed(isCaughtUp && !mustAsk())
      if (beyond === null || !next.position) return
      raiseHead({ epoch: next.position.epoch, seq: beyond })
      deps.count('holes')
      joiner.gap()
    },
    live(at: number, text: string) {
      become(applyLive(tail(), { key: `live:${++liveCount}`, at, text }))
    },
    acknowledged(event: KnownEvent) {
      if (isChange(event)) become(applyChanges(tail(), [event]))
      else if (event.type === 'message') become(applyAcknowledged(tail(), messageOf(event)))
    },
    /** The message with this `seq`, if it is loaded. */
    message(seq: number): Message | null {
      const isIt = (message: Message) => message.seq === seq
      return tail().messages.find(isIt) ?? loaded.shown().messages.find(isIt) ?? null
    },
    /** The server says that a message of the user is gone. An event says so too, unless retention removed it. */
    forget(target: number) {
      const marks = { room: given.id, seq: target, id: `gone:${target}`, author: deps.me(), at: 0 }
      become(applyChanges(tail(), [{ type: 'delete', ...marks, target }]))
    },
    /** Takes the head that a heartbeat reported. */
    told(seq: number) {
      const { position } = tail()
      if (!position || seq <= position.seq) return
      raiseHead({ epoch: position.epoch, seq })
      joiner.behind()
      touch('view')
    },
    presence(count: number) {
      online = count
      touch('view')
    },

    opened() {
      held = false
      divider.opened(reading.mark())
      arrive()
      touch('view')
    },
    read(seq: number) {
      if (held || !head || !reading.read(seq, head.seq)) return
      counter.recount()
      ask()
      tell()
      touch('log') // the unread count is stored with the list
    },
    keepsMarks: () => keepsMarks,
    /** From now on messages in view do not count as read, or do so again. */
    hold(isHeld: boolean) {
      held = isHeld
    },
    /** Marks everything from `seq` on as unread, where the server keeps no marks. */
    unreadHere(seq: number) {
      reading.unread(seq)
      becameUnread()
    },
    /** Moves the divider above the messages that the user marked as unread. */
    becameUnread,
    /** The user's mark moved on another device; `unread` messages of others follow, counted up to `counted`. */
    moved({ unread, mentions: seqs = [], head: counted, ...told }: Moved) {
      const mark = markOf(told)
      if (!head || !reading.told(mark)) return
      mentioned.moved({ at: { epoch: head.epoch, seq: counted ?? head.seq }, mark: mark.seq, seqs })
      report.settle(mark, true)
      if (!joiner.joined() && counted !== undefined)
        said = { position: { epoch: head.epoch, seq: counted }, mark, unread }
      else if (said) said = { ...said, mark, unread: said.unread === undefined ? undefined : unread }
      if (state) {
        const lastSeq = counted ?? state.lastSeq
        state = { ...state, mark: mark.seq, generation: mark.generation, unread, mentions: [...seqs], lastSeq }
      }
      if (isThere() && counted === tail().position?.seq) counter.told(unread)
      else counter.recount()
      if (joiner.joined()) askLater()
      touch('log')
    },
    /** Reports the pending read mark now. */
    flush: report.flush,
    /** Loads how far other members have read: members of rooms that users made get reports. */
    loadSeen() {
      if (keepsMarks && info.role !== undefined && !info.pinned) seen.load()
    },
    seen: seen.told,
    typed: typing.typed,
    stopped: typing.stopped,
    typing: (users: readonly User[]) => typists.told(users.filter(({ id }) => id !== deps.me().id)),
    /** Another tab may have moved the mark. */
    followReading() {
      if (!head) return
      reading.follow(head)
      counter.recountRoughly()
      ask()
      touch('view')
    },
    /** Whether the list has no message after `seq`. */
    endsBy: (seq: number) => seq >= (tail().messages.at(-1)?.seq ?? 0),
    trim(keep: number) {
      become(trimTimeline(tail(), keep))
    },
  }
}
