import { isChange, type KnownEvent } from '#shared/events'
import type { Message } from '#shared/events/message'
import type { ServerEvent } from '#shared/schemas/frames'
import type { Position } from '#shared/schemas/room'
import type { User } from '#shared/schemas/user'
import type { CachedRoom } from '../store/store'
import type { Counts } from './counts'
import type { Head } from './head'
import type { Joiner } from './joiner'
import type { Loaded } from './loaded'
import type { Marks } from './marks'
import type { RoomReport } from './report'
import {
  applyAcknowledged, applyChanges, applyEntries, applyJoined, applyLive, isKnown, messageOf, restoredTimeline,
  trimTimeline, type LogEntry, type Timeline,
} from './timeline'
import type { Typists } from './typing'

/** The answer to `join`. */
type Answer = Extract<ServerEvent, { type: 'joined' }>

export interface LogDeps {
  readonly id: string
  readonly head: Head
  readonly room: RoomReport
  readonly loaded: Loaded
  readonly counts: Counts
  readonly marks: Marks
  readonly joiner: Joiner
  readonly typists: Typists
  me(): User
  /** A message that was sent under this client id is in the log. */
  seen(author: string, clientId: string): void
  changed(what: 'log' | 'view'): void
  count(what: 'resets' | 'holes'): void
}

/** The loaded part of one room's log, and what changes it: events, answers to `join`, acknowledgements, the store. */
export function createLog(deps: LogDeps) {
  const { id, head, room, loaded, counts, marks, joiner } = deps
  const { tail } = loaded
  /** A change came without its content: the next connection starts over, so that the list becomes what the log says. */
  let stale = false
  let liveCount = 0

  /** @param count counts the unread messages afterwards */
  function become(next: Timeline, count: () => void = counts.recount, isReplaced = false): void {
    if (!loaded.become(next, isReplaced)) return
    if (next.position) head.raise(next.position)
    follow(count)
  }

  /** What follows from another list. */
  function follow(count: () => void = counts.recount): void {
    count()
    marks.arrive()
    deps.changed('log')
  }

  function see(commands: readonly Pick<Message, 'author' | 'clientId'>[]): void {
    for (const { author, clientId } of commands) if (clientId) deps.seen(author.id, clientId)
  }

  return {
    follow: () => follow(),
    /** From where the next join goes on; null: it starts over. */
    position: (): Position | null => counts.mustAsk() || stale ? null : tail().position,

    /** Takes over the stored room of an earlier visit, unless the server was faster. */
    restore(cached: CachedRoom | null): void {
      if (cached && !tail().position) {
        room.setLine(null)
        become(restoredTimeline(cached), () => counts.listRestored(cached.unread))
      }
      marks.restored()
      if (cached) counts.restored(cached)
      counts.recount()
      see(tail().messages)
    },
    /**
     * What to keep over a reload: the newest messages, at most `limit`. Null while the unread count is uncertain or a
     * change is missing: then the earlier record stays right, and the client resumes from there.
     */
    cached(limit: number): CachedRoom | null {
      if (counts.mustAsk() || stale) return null
      const { position, messages, notices, older, from } = trimTimeline(tail(), limit)
      return position && { position, messages, notices, older, ...counts.kept(from) }
    },
    /** Whether the loaded messages include this one. */
    has: (author: string, clientId: string): boolean =>
      tail().messages.some(message => message.clientId === clientId && message.author.id === author),
    /** The message with this `seq`, if it is loaded. */
    message(seq: number): Message | null {
      const isIt = (message: Message) => message.seq === seq
      return tail().messages.find(isIt) ?? loaded.shown().messages.find(isIt) ?? null
    },
    /** Whether the log has no such message: of those around its place all are loaded. */
    isMissing(seq: number): boolean {
      const { position, from } = tail()
      const part = loaded.part()
      if (position === null || seq >= from || seq < 1) return true
      return part !== null && seq >= part.from && seq <= part.upTo
    },
    /** Whether the list has no message after `seq`. */
    endsBy: (seq: number): boolean => seq >= (tail().messages.at(-1)?.seq ?? 0),
    trim(keep: number): void {
      become(trimTimeline(tail(), keep))
    },

    /** The server answered the join. */
    joined(frame: Answer): void {
      const isReset = frame.mode === 'reset'
      const end = { epoch: frame.epoch, seq: frame.head }
      room.setLine(null)
      if (isReset) {
        deps.count('resets')
        stale = false
      }
      become(applyJoined(tail(), frame), () => isReset && counts.replaced(frame.epoch, frame.unread), isReset)
      if (isReset) counts.mentionsReplaced(end, frame.mentions)
      see(frame.page ?? [])
      marks.settle(end)
      if (!tail().position || counts.mustAsk()) joiner.gap()
    },
    entries(entries: readonly LogEntry[]): void {
      const { timeline: next, applied, beyond } = applyEntries(tail(), entries)
      if (entries.some(entry => entry.type === 'unknown' && entry.withheld)) stale = true
      become(next, () => counts.heard(applied))
      // A message beyond a gap is not in the list yet. Until then it stays among the waiting ones, or it would vanish
      // for a moment.
      const reached = next.position?.seq ?? 0
      const known = entries.filter(isKnown)
      see(known.filter(({ seq }) => seq <= reached))
      deps.typists.sent(new Set(known.filter(({ type }) => type === 'message').map(({ author }) => author.id)))
      const end = head.get()
      const isCaughtUp = end === null || end.seq <= reached
      if (applied.length > 0) joiner.progressed(isCaughtUp && !counts.mustAsk())
      if (beyond === null || !next.position) return
      head.raise({ epoch: next.position.epoch, seq: beyond })
      deps.count('holes')
      joiner.gap()
    },
    live(at: number, text: string): void {
      become(applyLive(tail(), { key: `live:${++liveCount}`, at, text }))
    },
    acknowledged(event: KnownEvent): void {
      if (isChange(event)) become(applyChanges(tail(), [event]))
      else if (event.type === 'message') become(applyAcknowledged(tail(), messageOf(event)))
    },
    /** The server says that a message of the user is gone. An event says so too, unless retention removed it. */
    forget(target: number): void {
      const marks = { room: id, seq: target, id: `gone:${target}`, author: deps.me(), at: 0 }
      become(applyChanges(tail(), [{ type: 'delete', ...marks, target }]))
    },
    /** Takes the head that a heartbeat reported. */
    told(seq: number): void {
      const { position } = tail()
      if (!position || seq <= position.seq) return
      head.raise({ epoch: position.epoch, seq })
      joiner.behind()
      deps.changed('view')
    },
  }
}
