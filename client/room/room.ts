import { isChange, type KnownEvent } from '#shared/events'
import type { Message } from '#shared/events/message'
import type { ErrorCode, ServerEvent } from '#shared/schemas/frames'
import type { HistoryPage } from '#shared/schemas/http'
import type { Position, Room, RoomState } from '#shared/schemas/room'
import type { User } from '#shared/schemas/user'
import type { Clock, SharedValues } from '../environment'
import type { OutboxItem } from '../outbox/item'
import type { CachedRoom } from '../store/store'
import type { RoomView, SlowSending } from '../types'
import { applyHistory, olderThan } from './history'
import { createItemBuilder } from './items'
import { createJoiner, type JoinerDeps } from './joiner'
import { createPager } from './pager'
import { createReading, readMarkKey } from './reading'
import { EMPTY_TIMELINE, applyAcknowledged, applyChanges, applyEntries, applyJoined, applyLive, isKnown, isReady, messageOf, restoredTimeline, trimTimeline, type LogEntry, type Timeline } from './timeline'
import { unreadCount, type ReadMark } from './unread'

type Frame<Type extends ServerEvent['type']> = Extract<ServerEvent, { type: Type }>

/** An error for a `join` that may pass by itself. */
const POSTPONING: ReadonlySet<ErrorCode> = new Set(['unavailable', 'internal', 'rate_limited'])

export interface RoomDeps extends Omit<JoinerDeps, 'room' | 'position'> {
  readonly clock: Clock
  readonly values: SharedValues
  me(): User
  pending(): readonly OutboxItem[]
  /** A message that was sent under this client id is in the log. */
  seen(author: string, clientId: string): void
  fetchPage(room: string, before: number): Promise<HistoryPage | null>
  /** Something of the view changed; `log` when the list or the position did. */
  changed(what: 'log' | 'view'): void
  count(what: 'resets' | 'holes'): void
}

export type ChatRoom = ReturnType<typeof createRoom>

/** One room: its part of the log, how it is kept joined, what was read, and the view of it all. */
export function createRoom(given: Room, deps: RoomDeps) {
  let info = given
  let timeline: Timeline = EMPTY_TIMELINE
  let head: Position | null = null
  let online: number | null = null
  let refused = false
  let gone = false
  let liveCount = 0
  /** The mark at the time of opening, until it is known whether anything came after it. */
  let openedWith: ReadMark | null = null
  let undecided = false
  let opened = false
  let newSinceSeq: number | null = null
  let view: RoomView | null = null

  const items = createItemBuilder()
  const reading = createReading(readMarkKey(deps.me().id, given.id), deps.values)
  const joiner = createJoiner({ ...deps, room: given.id, position: () => timeline.position })
  const pager = createPager({
    before: () => olderThan(timeline),
    fetchPage: before => deps.fetchPage(given.id, before),
    apply: (before, page) => become(applyHistory(timeline, before, page)),
    changed: () => touch('view'),
  })

  function touch(what: 'log' | 'view'): void {
    view = null
    deps.changed(what)
  }

  function become(next: Timeline): void {
    if (next === timeline) return
    timeline = next
    if (next.position) raiseHead(next.position)
    decideNewSince()
    touch('log')
  }

  function raiseHead(told: Position): void {
    if (head?.epoch !== told.epoch || told.seq > head.seq) head = told
  }

  function decideNewSince(): void {
    const { position, target } = timeline
    if (!undecided || !joiner.joined() || !head || position === null || target === null || position.seq < target) return
    undecided = false
    newSinceSeq = openedWith && unreadCount(head.seq, openedWith, timeline.messages, deps.me().id) > 0 ? openedWith.seq : null
  }

  function see(commands: readonly Pick<Message, 'author' | 'clientId'>[]): void {
    for (const { author, clientId } of commands) if (clientId) deps.seen(author.id, clientId)
  }

  function status(): RoomView['status'] {
    if (isReady(timeline)) return 'ready'
    return refused ? 'error' : 'loading'
  }

  /** The server lets the next message wait, as far as is known. */
  function slow(): SlowSending | null {
    const queued = deps.pending().filter(item => item.state === 'queued')
    const [next] = queued
    if (!next?.error || next.notBefore <= deps.clock.elapsed()) return null
    return { waiting: queued.length, retryAt: next.notBefore, error: next.error }
  }

  function buildView(): RoomView {
    const slowly = slow()
    const waits = gone ? 'gone' : joiner.joined() && !slowly ? 'answer' : 'parked'
    return {
      ...info,
      gone,
      slow: slowly,
      status: status(),
      items: items(timeline, deps.pending(), deps.me(), waits),
      online,
      unread: head ? unreadCount(head.seq, reading.mark(), timeline.messages, deps.me().id) : 0,
      newSinceSeq,
      opening: undecided || !opened,
      older: timeline.older,
      olderStatus: pager.status(),
    }
  }

  return {
    id: given.id,
    view: () => view ??= buildView(),
    touch: () => touch('view'),
    position: () => timeline.position,
    joined: joiner.joined,
    loadOlder: pager.load,

    /** Takes over what an earlier visit kept, unless the server was faster. */
    restore(cached: CachedRoom | null) {
      if (cached && !timeline.position) become(restoredTimeline(cached))
      if (head) reading.follow(head)
      see(timeline.messages)
    },
    /** What is worth keeping over a reload: the newest messages, at most `limit`. */
    cached(limit: number): CachedRoom | null {
      const { position, messages, older } = trimTimeline(timeline, limit)
      return position && { position, messages, older }
    },

    up(state: RoomState | null) {
      refused = false
      gone = false
      if (state) {
        const { epoch, lastSeq, online: there, ...rest } = state
        info = rest
        online = there
        raiseHead({ epoch, seq: lastSeq })
        reading.settle({ epoch, seq: lastSeq })
        openedWith ??= reading.mark()
      }
      joiner.connected()
      touch('view')
    },
    down() {
      joiner.lost()
      touch('view')
    },
    /** The server does not list the room any more. */
    vanish() {
      gone = true
      joiner.lost()
      touch('view')
    },
    isGone: () => gone,
    /** Whether what is loaded of the log has this message of that person. */
    has: (author: string, clientId: string) => timeline.messages.some(message => message.clientId === clientId && message.author.id === author),

    answered(frame: Frame<'joined'>) {
      if (!joiner.answered(frame.id, frame.mode)) return
      online = frame.online
      if (frame.mode === 'reset') deps.count('resets')
      become(applyJoined(timeline, frame))
      see(frame.page ?? [])
      raiseHead({ epoch: frame.epoch, seq: frame.head })
      reading.settle({ epoch: frame.epoch, seq: frame.head })
      if (!timeline.position) joiner.hole()
    },
    joinFailed(frame: Frame<'error'>) {
      if (frame.id === undefined || !joiner.isCurrent(frame.id)) return
      if (POSTPONING.has(frame.code)) return joiner.postponed(frame.retryAfterMs ?? 0)
      refused = true
      joiner.refused()
      touch('view')
    },

    /** Asks once more after the server refused, because a person wants it. */
    again() {
      if (!refused) return
      refused = false
      joiner.connected()
      touch('view')
    },

    entries(entries: readonly LogEntry[]) {
      const { timeline: next, applied, beyond } = applyEntries(timeline, entries)
      become(next)
      // One from beyond a hole is not in the list yet: until then it stays among what waits, or it would vanish for a moment.
      const reached = next.position?.seq ?? 0
      see(entries.filter(isKnown).filter(({ seq }) => seq <= reached))
      if (applied > 0) joiner.progressed(head === null || head.seq <= (next.position?.seq ?? 0))
      if (beyond === null || !next.position) return
      raiseHead({ epoch: next.position.epoch, seq: beyond })
      deps.count('holes')
      joiner.hole()
    },
    live(at: number, text: string) {
      become(applyLive(timeline, { key: `live:${++liveCount}`, at, text }))
    },
    acknowledged(event: KnownEvent) {
      become(isChange(event) ? applyChanges(timeline, [event]) : applyAcknowledged(timeline, messageOf(event)))
    },
    /** The message with this `seq`, as far as it is loaded. */
    message: (seq: number): Message | null => timeline.messages.find(message => message.seq === seq) ?? null,
    /** The server says that a message of one's own is gone, which will be heard of as an event too, unless retention removed it. */
    forget(target: number) {
      become(applyChanges(timeline, [{ type: 'delete', room: given.id, seq: target, id: `gone:${target}`, author: deps.me(), at: 0, target }]))
    },
    /** The head that a heartbeat told. */
    told(seq: number) {
      const { position } = timeline
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
      openedWith = reading.mark()
      newSinceSeq = null
      undecided = true
      opened = true
      decideNewSince()
      touch('view')
    },
    read(seq: number) {
      if (head && reading.read(seq, head.seq)) touch('view')
    },
    /** Another tab may have read on. */
    followReading() {
      if (!head) return
      reading.follow(head)
      touch('view')
    },
    /** Whether nothing of the list comes after `seq`. */
    endsBy: (seq: number) => seq >= (timeline.messages.at(-1)?.seq ?? 0),
    trim(keep: number) {
      become(trimTimeline(timeline, keep))
    },
  }
}
