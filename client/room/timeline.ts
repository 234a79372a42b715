import { isChange, isNotice, type ChangeEvent, type KnownEvent } from '#shared/events'
import type { Message, MessageEvent } from '#shared/events/message'
import { mergeNotices, type NoticeEvent } from '#shared/events/notice'
import type { Position } from '#shared/schemas/room'
import { mergeMessages } from './merge'
import { applyRemembered, remember, type Remembered } from './remembered'

/** External lines kept per room. They are in no log, so scrolling back can't bring them again. */
export const LIVE_MAX = 200

/** An external line, shown after everything up to `afterSeq`. */
export interface LiveLine {
  readonly key: string
  readonly at: number
  readonly text: string
  readonly afterSeq: number
}

/** The client's part of a room's log, and its position. */
export interface Timeline {
  /** Everything up to and including `seq` was applied. Null: nothing is known yet. */
  readonly position: Position | null
  /** In `seq` order, each once. Acknowledged messages of the user may be here before the position reaches them. */
  readonly messages: readonly Message[]
  /** Notices of the room between these messages, in `seq` order. */
  readonly notices: readonly NoticeEvent[]
  /** The list has every message of the log from this `seq` on, whether one stands there (still) or not. */
  readonly from: number
  /** Whether the log has messages above the list. */
  readonly older: boolean
  /** Changes to apply to messages that arrive later. */
  readonly remembered: Remembered
  readonly live: readonly LiveLine[]
  /** The head that the last answer to `join` named: below it, more events are on their way. */
  readonly target: number | null
}

/** One place in the log. An event of a kind that is not known here shows nothing and takes its place all the same. */
export type LogEntry = KnownEvent | {
  readonly type: 'unknown'
  readonly room: string
  readonly seq: number
  /** It changed something that this version could show, but did not come whole. */
  readonly withheld?: true
}

export interface Joined {
  readonly epoch: string
  readonly head: number
  readonly mode: 'resumed' | 'reset'
  readonly page?: readonly Message[] | undefined
  readonly notices?: readonly NoticeEvent[] | undefined
  readonly older?: boolean | undefined
}

export interface Applied {
  readonly timeline: Timeline
  /** The entries that moved the position. */
  readonly applied: readonly LogEntry[]
  /**
   * `seq` of an entry beyond a gap. It and all later entries were dropped, since joining again brings them in order.
   * Null: no gap.
   */
  readonly beyond: number | null
}

export const EMPTY_TIMELINE: Timeline = {
  position: null, messages: [], notices: [], from: 0, older: false, remembered: new Map(), live: [], target: null,
}

interface Kept extends Pick<Timeline, 'messages' | 'older'> {
  readonly position: Position
  /** Older versions of the page did not keep them. */
  readonly notices?: readonly NoticeEvent[] | undefined
}

/** What an earlier visit kept: messages and the position that belongs to them. */
export function restoredTimeline(kept: Kept): Timeline {
  const { position, messages, notices = [], older } = kept
  return { ...EMPTY_TIMELINE, position, messages, notices, older, from: beginOf(messages, position) }
}

/**
 * From where such a list has every message. A message of the user that was acknowledged before earlier ones came is
 * above the position: those are still to come.
 */
function beginOf(messages: readonly Message[], position: Position | null): number {
  return Math.min(messages[0]?.seq ?? Infinity, (position?.seq ?? 0) + 1)
}

/** Applies entries in order of arrival. Known ones are dropped; each applied one moves the position. */
export function applyEntries(timeline: Timeline, entries: readonly LogEntry[]): Applied {
  if (!timeline.position) return { timeline, applied: [], beyond: null } // the answer to `join` will bring them
  let { seq } = timeline.position
  let beyond: number | null = null
  const applied: LogEntry[] = []
  for (const entry of entries) {
    if (entry.seq <= seq) continue
    if (entry.seq > seq + 1) {
      beyond = entry.seq
      break
    }
    seq = entry.seq
    applied.push(entry)
  }
  if (applied.length === 0) return { timeline, applied, beyond }
  const position = { epoch: timeline.position.epoch, seq }
  return { timeline: { ...applyEvents(timeline, applied), position }, applied, beyond }
}

function applyEvents(timeline: Timeline, events: readonly LogEntry[]): Timeline {
  const { messages, remembered } = applyChanges(timeline, events.filter(isKnown).filter(isChange))
  const fresh = events.filter(event => event.type === 'message').map(messageOf)
  const notices = mergeNotices(timeline.notices, events.filter(isKnown).filter(isNotice))
  return { ...timeline, messages: mergeMessages(messages, applyRemembered(fresh, remembered)), notices, remembered }
}

export function isKnown(event: LogEntry): event is KnownEvent {
  return event.type !== 'unknown'
}

export function messageOf({ type: _, ...message }: MessageEvent): Message {
  return message
}

/**
 * Applies changes to the present messages, and remembers them for later ones. They may come in any order, any number of
 * times.
 */
export function applyChanges(timeline: Timeline, changes: readonly ChangeEvent[]): Timeline {
  if (changes.length === 0) return timeline
  const remembered = remember(timeline.remembered, changes)
  return { ...timeline, messages: applyRemembered(timeline.messages, remembered), remembered }
}

/**
 * Takes over the answer to `join`. `resumed`: the missing entries follow. `reset`: the page replaces the list, and the
 * position is the head. An answer that resumes an unknown position clears it, so that the next join gets a page.
 */
export function applyJoined(timeline: Timeline, joined: Joined): Timeline {
  if (joined.mode === 'resumed') {
    return timeline.position?.epoch === joined.epoch
      ? { ...timeline, target: joined.head }
      : { ...timeline, position: null }
  }
  const page = mergeMessages([], joined.page ?? [])
  const first = page[0]?.seq ?? 0
  const same = timeline.position?.epoch === joined.epoch ? timeline : EMPTY_TIMELINE
  const acknowledged = same.messages.filter(message => message.seq > joined.head)
  return {
    position: { epoch: joined.epoch, seq: joined.head },
    messages: mergeMessages(applyRemembered(page, same.remembered), acknowledged),
    notices: mergeNotices([], joined.notices ?? []),
    from: page.length > 0 ? first : joined.head + 1,
    older: joined.older ?? first > 1,
    remembered: same.remembered,
    live: same.live.filter(line => line.afterSeq >= first),
    target: joined.head,
  }
}

/**
 * An acknowledged message of the user is in the list at once. The position does not move, since other events before it
 * may be missing.
 */
export function applyAcknowledged(timeline: Timeline, message: Message): Timeline {
  if (!timeline.position || message.seq <= timeline.position.seq) return timeline
  return { ...timeline, messages: mergeMessages(timeline.messages, applyRemembered([message], timeline.remembered)) }
}

/** An external line takes its place after everything that is shown now, and keeps it. */
export function applyLive(timeline: Timeline, line: Omit<LiveLine, 'afterSeq'>): Timeline {
  const afterSeq = Math.max(timeline.position?.seq ?? 0, timeline.messages.at(-1)?.seq ?? 0)
  return { ...timeline, live: [...timeline.live, { ...line, afterSeq }].slice(-LIVE_MAX) }
}

/** Keeps the newest messages only; the user can scroll to the others again. */
export function trimTimeline(timeline: Timeline, keep: number): Timeline {
  if (timeline.messages.length <= keep) return timeline
  const messages = timeline.messages.slice(-keep)
  const from = beginOf(messages, timeline.position)
  const notices = timeline.notices.filter(({ seq }) => seq >= from)
  return {
    ...timeline,
    messages,
    notices,
    from,
    live: timeline.live.filter(line => line.afterSeq >= from),
    older: true,
  }
}

/** Whether the list can be shown: an unknown room must never look empty. */
export function isReady({ messages, position, target }: Timeline): boolean {
  return messages.length > 0 || (position !== null && target !== null && position.seq >= target)
}
