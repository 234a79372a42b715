import type { Message } from '#shared/events/message'
import type { Position } from '#shared/schemas/room'
import { mergeMessages } from './merge'

/** Lines from outside that are kept for each room. They are in no log, so that scrolling back can't bring them again. */
export const LIVE_MAX = 200

/** A line from outside, shown after everything up to `afterSeq`. */
export interface LiveLine {
  readonly key: string
  readonly at: number
  readonly text: string
  readonly afterSeq: number
}

/** What this browser has of a room's log, and how far it has come. */
export interface Timeline {
  /** Everything up to and including `seq` was applied. Null: nothing is known yet. */
  readonly position: Position | null
  /** In `seq` order, each once. Own messages that were acknowledged may stand here before the position reaches them. */
  readonly messages: readonly Message[]
  readonly live: readonly LiveLine[]
  /** Whether the log goes on above the first message. */
  readonly older: boolean
  /** The head that the last answer to `join` named: below it, more is on its way. */
  readonly target: number | null
}

/** One place in the log; without a message when its event shows nothing by itself. */
export interface LogEntry {
  readonly seq: number
  readonly message: Message | null
}

export interface Joined {
  readonly epoch: string
  readonly head: number
  readonly mode: 'resumed' | 'reset'
  readonly page?: readonly Message[] | undefined
  readonly older?: boolean | undefined
}

export interface Applied {
  readonly timeline: Timeline
  /** How many entries moved the position. */
  readonly applied: number
  /** The `seq` of an entry from beyond the next one. It and what followed was dropped, since joining again brings it in order. Null: no hole. */
  readonly beyond: number | null
}

export const EMPTY_TIMELINE: Timeline = { position: null, messages: [], live: [], older: false, target: null }

/** Applies entries in the order in which they came. What is there already is dropped; the position moves with each that is applied. */
export function applyEntries(timeline: Timeline, entries: readonly LogEntry[]): Applied {
  if (!timeline.position) return { timeline, applied: 0, beyond: null } // the answer to `join` will bring them
  const start = timeline.position.seq
  let seq = start
  let beyond: number | null = null
  const fresh: Message[] = []
  for (const entry of entries) {
    if (entry.seq <= seq) continue
    if (entry.seq > seq + 1) {
      beyond = entry.seq
      break
    }
    seq = entry.seq
    if (entry.message) fresh.push(entry.message)
  }
  if (seq === start) return { timeline, applied: 0, beyond }
  const position = { epoch: timeline.position.epoch, seq }
  return { timeline: { ...timeline, position, messages: mergeMessages(timeline.messages, fresh) }, applied: seq - start, beyond }
}

/**
 * Takes over the answer to `join`. `resumed`: the missing entries follow. `reset`: the list is replaced by the page and the position is
 * the head. An answer that resumes something this side does not have forgets the position, so that the next join gets a page.
 */
export function applyJoined(timeline: Timeline, joined: Joined): Timeline {
  if (joined.mode === 'resumed') {
    return timeline.position?.epoch === joined.epoch ? { ...timeline, target: joined.head } : { ...timeline, position: null }
  }
  const messages = mergeMessages([], joined.page ?? [])
  const first = messages[0]?.seq ?? 0
  return {
    position: { epoch: joined.epoch, seq: joined.head },
    messages,
    live: timeline.live.filter(line => timeline.position?.epoch === joined.epoch && line.afterSeq >= first),
    older: joined.older ?? first > 1,
    target: joined.head,
  }
}

/** An acknowledged message of one's own stands in the list at once; the position does not move, since others may be missing before it. */
export function applyAcknowledged(timeline: Timeline, message: Message): Timeline {
  if (!timeline.position || message.seq <= timeline.position.seq) return timeline
  return { ...timeline, messages: mergeMessages(timeline.messages, [message]) }
}

/** A line from outside takes its place after all that is shown now, and keeps it. */
export function applyLive(timeline: Timeline, line: Omit<LiveLine, 'afterSeq'>): Timeline {
  const afterSeq = Math.max(timeline.position?.seq ?? 0, timeline.messages.at(-1)?.seq ?? 0)
  return { ...timeline, live: [...timeline.live, { ...line, afterSeq }].slice(-LIVE_MAX) }
}

/** Keeps the newest messages only; what is cut off can be scrolled to again. */
export function trimTimeline(timeline: Timeline, keep: number): Timeline {
  if (timeline.messages.length <= keep) return timeline
  const messages = timeline.messages.slice(-keep)
  const first = messages[0]?.seq ?? 0
  return { ...timeline, messages, live: timeline.live.filter(line => line.afterSeq >= first), older: true }
}

/** Whether the list can be shown: "empty" must never be said of what is not known yet. */
export function isReady({ messages, position, target }: Timeline): boolean {
  return messages.length > 0 || (position !== null && target !== null && position.seq >= target)
}
