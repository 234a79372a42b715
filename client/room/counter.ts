import type { ReadMark } from './mark'
import type { LogEntry, Timeline } from './timeline'
import { countUnread, hearUnread, recountUnread, unreadCount, type Unread } from './unread'

export interface CounterDeps {
  /** The list as it is now. */
  list(): Timeline
  /** How far the person has read, once that is known. */
  mark(): ReadMark | null
  /** The id of the person. */
  me(): string
}

/**
 * Counts what is unread in one room, along with its list: each call stands for what has just happened to the list or
 * the mark.
 */
export interface UnreadCounter {
  count(): number
  /** Whether the log has a message of others above this `seq`, as far as is known. */
  isUnreadAbove(seq: number): boolean
  /** The mark for the `join` that is sent now: the answer counts from there. */
  markToJoin(): number | null
  /** The list was replaced by the answer to that `join`. */
  replaced(epoch: string, told: number | undefined): void
  /**
   * The mark moved while that answer was on its way, to a place that the new list does not reach: only the server can
   * say what is unread above it. Until it has said so, each `join` must not name a position, or it would not be told: a
   * `join` that was sent may never be answered.
   */
  mustAsk(): boolean
  /** The list is one that was kept, and with it what was unread then. */
  restored(kept: KeptUnread | undefined): void
  heard(events: readonly LogEntry[]): void
  /** The mark moved, or the list reaches further down. */
  recount(): void
  /** The mark moved on another device. Where the list does not reach down to it, the server must be asked. */
  movedElsewhere(): void
  /** The same, and the server says how many messages of others follow it, up to the end of this list. */
  told(count: number): void
  /** What is worth keeping beside the list. */
  kept(): KeptUnread | undefined
}

export interface KeptUnread { readonly mark: number, readonly count: number, readonly upTo: number }

export function createUnreadCounter(deps: CounterDeps): UnreadCounter {
  let unread: Unread | null = null
  let askedWith: ReadMark | null = null
  let isUncertain = false

  function recount(): void {
    const mark = deps.mark()
    if (!mark || !deps.list().position) return
    if (unread && mark.seq < unread.mark) {
      // It moved back: what lies between the mark and the list only the server knows.
      unread = countUnread(deps.list(), mark.seq, deps.me(), null)
      isUncertain = unread.below > 0
      return
    }
    unread = unread
      ? recountUnread(unread, deps.list(), mark.seq, deps.me())
      : countUnread(deps.list(), mark.seq, deps.me(), null)
  }

  /** From the mark for which a number is known, then by the mark of now. */
  function start(mark: number | undefined, told: number | undefined, counted?: number): void {
    unread = mark === undefined ? null : countUnread(deps.list(), mark, deps.me(), told ?? null, counted)
    recount()
  }

  return {
    count: () => unread ? unreadCount(unread) : 0,
    isUnreadAbove(seq) {
      if (unread && unread.below > 0) return true
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
    restored: kept => start(kept?.mark, kept?.count, kept?.upTo),
    heard(events) {
      if (unread) unread = hearUnread(unread, events, deps.me())
    },
    recount,
    movedElsewhere() {
      recount()
      if (unread && unread.below > 0) isUncertain = true
    },
    told(count) {
      recount()
      isUncertain = false
      if (!unread || unread.below === 0) return
      unread = { ...unread, below: Math.max(0, Math.min(count - unread.known.size, unread.upTo - unread.mark)) }
    },
    kept: () => unread ? { mark: unread.mark, count: unreadCount(unread), upTo: unread.upTo } : undefined,
  }
}
