import type { KeptUnread } from '../store/store'
import type { ReadMark } from './mark'
import type { Part } from './part'
import type { LogEntry, Timeline } from './timeline'
import {
  countUnread, hearUnread, isExactByNow, isKnownUpTo, learnUnread, recountUnread, roughHead, unreadCount, type Counted,
  type Unread,
} from './unread'

export interface CounterDeps {
  /** The present list. */
  list(): Timeline
  /** Another loaded piece of the log: a part around the reader, without gaps. */
  part(): Part | null
  /** The user's read mark, once it is known. */
  mark(): ReadMark | null
  /** The id of the user. */
  me(): string
}

/**
 * Counts the unread messages of one room along with its list. Each call reports what just happened to the list or the
 * mark.
 */
export interface UnreadCounter {
  count(): number
  /** Whether the log has a message of others above this `seq`, as far as is known. */
  isUnreadAbove(seq: number): boolean
  /** The mark for the `join` that is sent now: its answer counts from there. */
  markToJoin(): number | null
  /** The list was replaced by the answer to that `join`. */
  replaced(epoch: string, told: number | undefined): void
  /**
   * The mark moved during that `join`, to a place below the new list: only the server can count from there. Until it
   * has done so, no `join` may name a position, since the server counts only on a reset. A `join` that was sent may
   * never be answered.
   */
  mustAsk(): boolean
  /** The list was restored from the store, together with its count. */
  restored(kept: KeptUnread | undefined): void
  heard(events: readonly LogEntry[]): void
  /**
   * The mark moved, or more of the log was loaded. If the mark went over messages that were only counted, the server
   * must be asked.
   */
  recount(): void
  /** Another tab moved the mark. The count is right once more is loaded; the server is not asked with each message. */
  recountRoughly(): void
  /**
   * The mark moved on another device, and the server counted the messages of others after it, up to the end of this
   * list.
   */
  told(count: number): void
  /** The count to store with the list, of which the messages from this `seq` on are stored. */
  kept(from: number): KeptUnread | undefined
}

export function createUnreadCounter(deps: CounterDeps): UnreadCounter {
  let unread: Unread | null = null
  let askedWith: ReadMark | null = null
  let isUncertain = false

  function recount(isAsked = true): void {
    const mark = deps.mark()
    if (!mark || !deps.list().position) return
    learn()
    const isExact = !unread || isKnownUpTo(unread, mark.seq)
    if (unread && mark.seq < unread.mark) {
      // The mark moved back: only the server knows what lies between the mark and the list.
      unread = countUnread(deps.list(), mark.seq, deps.me(), null)
      isUncertain = unread.below > 0
    }
    unread = unread
      ? recountUnread(unread, deps.list(), mark.seq, deps.me())
      : countUnread(deps.list(), mark.seq, deps.me(), null)
    learn()
    if (isAsked && unread.below > 0 && (!isExact || isExactByNow(unread))) isUncertain = true
  }

  function learn(): void {
    const part = deps.part()
    if (unread && part) unread = learnUnread(unread, part, deps.me())
  }

  /** Starts from the mark of a known count, then moves to the present mark. */
  function start(mark: number | undefined, told: number | undefined, counted?: Counted): void {
    unread = mark === undefined ? null : countUnread(deps.list(), mark, deps.me(), told ?? null, counted)
    recount()
  }

  return {
    count: () => (unread ? unreadCount(unread) : 0),
    isUnreadAbove(seq) {
      if (unread && unread.below > 0) return true
      if (unread && [...unread.known.keys()].some(known => known > seq)) return true
      return deps.list().messages.some(message => message.seq > seq && message.author.id !== deps.me())
    },
    markToJoin() {
      askedWith = deps.mark()
      return askedWith && askedWith.seq
    },
    replaced(epoch, told) {
      const isMoved = deps.mark()?.seq !== askedWith?.seq
      start(askedWith?.epoch === epoch ? askedWith.seq : undefined, told)
      isUncertain = told !== undefined && isMoved
    },
    mustAsk: () => isUncertain && unread !== null && unread.below > 0,
    restored: kept => start(kept?.mark, kept?.count, kept),
    heard(events) {
      if (unread) unread = hearUnread(unread, events, deps.me())
    },
    recount: () => recount(),
    recountRoughly: () => recount(false),
    told(count) {
      recount()
      isUncertain = false
      if (!unread || unread.below === 0) return
      const below = Math.max(0, Math.min(count - unread.known.size, unread.upTo - unread.mark))
      const roughTo = roughHead(unread.mark, deps.list().position?.seq ?? 0)
      unread = { ...unread, below, base: unread.mark, read: new Set(), roughTo }
    },
    kept(from) {
      if (!unread) return undefined
      const { base, read, upTo, known } = unread
      const above = [...known].map(([seq, author]) => ({ seq, author })).filter(({ seq }) => seq > upTo && seq < from)
      return { mark: base, count: unreadCount(unread) + read.size, upTo, known: above }
    },
  }
}
