import { UNREAD_COUNT_MAX } from '#shared/limits'
import type { KnownUnread } from '../store/store'
import type { Part } from './part'
import { isKnown, type LogEntry, type Timeline } from './timeline'

/**
 * Most unread messages that are known one by one. Above that, the older half is only counted. The newer half is more
 * than a replay brings (1,000 events), which `hearUnread` relies on.
 */
export const KNOWN_UNREAD_MAX = 2_400

/**
 * The messages of others that a user has not read in a room. Deleted ones don't count, nor do events of other kinds.
 */
export interface Unread {
  /** `seq` of the read mark from which it counts. */
  readonly mark: number
  /** Unread messages above this `seq` are known one by one. */
  readonly upTo: number
  /** Number of unread messages at or below `upTo`. */
  readonly below: number
  /** Authors of the unread messages that are known one by one, by `seq`, ascending. */
  readonly known: ReadonlyMap<number, string>
  /** A part of the log below `upTo` in which they are, too: what was loaded around the reader. */
  readonly part: Span | null
  /** A deletion of a message above this `seq` takes off what is only counted. */
  readonly base: number
  /** Messages above `base` that were known one by one and are read: their deletion takes off nothing. */
  readonly read: ReadonlySet<number>
  /**
   * The head up to which the server counted, where it counts only the newest messages after the mark: there are more
   * than `below`. Null: the count is exact.
   */
  readonly roughTo: number | null
}

interface Span { readonly from: number, readonly upTo: number }

/** What was known of the unread messages when the list was stored. */
export interface Counted {
  /**
   * Up to this `seq` messages were only counted, though some are in the list. An older page was read later than the
   * rest of the list, and may lack a message whose delete has not arrived yet.
   */
  readonly upTo: number
  /**
   * All unread messages above that, as far as they are not in the list. Without them, what lies below the list was
   * only counted: then a message may be missing whose delete has not arrived yet.
   */
  readonly known?: readonly KnownUnread[] | undefined
}

type List = Pick<Timeline, 'position' | 'messages' | 'from' | 'older'>

export function unreadCount({ below, known }: Unread): number {
  return below + known.size
}

/**
 * Counts the unread messages above `mark`: in the list, as far as it goes down.
 * @param told the total, from the server or the store; null if neither has one (an older server, an older page). Then
 * each place of the log below the list counts as a message of another user, as it was in logs without other events
 */
export function countUnread(list: List, mark: number, me: string, told: number | null, counted?: Counted): Unread {
  const { position, messages, from, older } = list
  const reach = older ? from - 1 : 0
  const upTo = reach > mark ? Math.max(counted?.known ? mark : reach, counted?.upTo ?? 0) : mark
  const head = position?.seq ?? 0
  const unread = messages.filter(({ seq, author }) => seq > upTo && seq <= head && author.id !== me)
  const known = new Map<number, string>()
  for (const { seq, author } of counted?.known ?? []) if (seq > upTo && seq < from) known.set(seq, author)
  for (const { seq, author } of unread) known.set(seq, author.id)
  const below = Math.max(0, Math.min(upTo - mark, (told ?? Infinity) - known.size))
  const roughTo = told !== null && upTo > mark ? roughHead(mark, head) : null
  return { mark, upTo, below, known, part: null, base: mark, read: new Set(), roughTo }
}

/** Null where so few places follow the mark that the server counts them all. */
export function roughHead(mark: number, head: number): number | null {
  return head - mark > UNREAD_COUNT_MAX ? head : null
}

/** Whether the server can say exactly now what it could not when it counted. */
export function isExactByNow({ roughTo, mark }: Unread): boolean {
  return roughTo !== null && roughHead(mark, roughTo) === null
}

/** A part of the log was loaded: what was only counted of it is known one by one from now on. */
export function learnUnread(
  unread: Unread,
  part: Pick<Part, 'messages' | 'from' | 'older' | 'upTo'>,
  me: string,
): Unread {
  const { mark, upTo, below, known, roughTo } = unread
  const fresh = part.messages.filter(
    ({ seq, author }) => seq > mark && seq <= upTo && author.id !== me && !known.has(seq),
  )
  const span = { from: part.older ? part.from : 0, upTo: Math.min(part.upTo, upTo) }
  const next = { ...unread, part: together(unread.part, span) }
  // They may not be among those that the server counted.
  if (fresh.length === 0 || roughTo !== null) return next
  const entries = [...known, ...fresh.map(({ seq, author }) => [seq, author.id] as const)].sort(([a], [b]) => a - b)
  return { ...next, below: Math.max(0, below - fresh.length), known: new Map(entries) }
}

/** If two spans leave a gap, the second counts. */
function together(one: Span | null, other: Span): Span {
  if (!one || other.from > one.upTo + 1 || other.upTo < one.from - 1) return other
  return { from: Math.min(one.from, other.from), upTo: Math.max(one.upTo, other.upTo) }
}

/** Whether each message between the present mark and this one is known: then it is exact what is unread after it. */
export function isKnownUpTo({ mark: from, upTo, below, part }: Unread, mark: number): boolean {
  if (below === 0 || mark <= from || mark >= upTo) return true
  return part !== null && part.from - 1 <= from && mark <= part.upTo
}

/**
 * Counts events, each once and in the order of the log.
 *
 * A message that is deleted before this client gets it arrives as an event of an unknown kind, and its delete later. It
 * was not counted, so it must not be subtracted either. Both come in one replay, so the message is always above `upTo`,
 * and there only known messages are subtracted. No message is deleted twice: the server refuses the second delete.
 */
export function hearUnread(unread: Unread, events: readonly LogEntry[], me: string): Unread {
  const counting = events
    .filter(isKnown)
    .filter(({ type, author }) => (type === 'message' || type === 'delete') && author.id !== me)
  if (counting.length === 0) return unread
  const known = new Map(unread.known)
  const read = new Set(unread.read)
  let { below } = unread
  const step = unread.roughTo === null ? 1 : 0
  for (const event of counting) {
    if (event.type === 'message' && event.seq > unread.mark) known.set(event.seq, event.author.id)
    if (event.type !== 'delete') continue
    const { target } = event
    if (known.get(target) === event.author.id) known.delete(target)
    else if (!read.delete(target) && !known.has(target) && target > unread.base && target <= unread.upTo) below -= step
  }
  return folded({ ...unread, below: Math.max(0, below), known, read })
}

/**
 * The mark moved up, or the list was extended downwards. If the list goes down to the mark, it knows exactly what is
 * unread.
 */
export function recountUnread(unread: Unread, list: List, mark: number, me: string): Unread {
  const reach = list.older ? list.from - 1 : 0
  if (mark <= unread.mark && (unread.below === 0 || reach > mark)) return unread
  if (reach <= mark) return countUnread(list, mark, me, null)
  const known = new Map([...unread.known].filter(([seq]) => seq > mark))
  const below = Math.max(0, Math.min(unread.below, unread.upTo - mark))
  const next = { ...unread, mark, upTo: Math.max(unread.upTo, mark), below, known }
  if (below === 0 || !isKnownUpTo(unread, mark)) return { ...next, base: mark, read: new Set() }
  return {
    ...next,
    ...remembered([...unread.read, ...[...unread.known.keys()].filter(seq => seq <= mark)], unread.base),
  }
}

/** The deletion of a message that was read so long ago takes off nothing, known or not. */
function remembered(read: readonly number[], base: number): Pick<Unread, 'base' | 'read'> {
  const kept = read.length > KNOWN_UNREAD_MAX ? read.slice(-KNOWN_UNREAD_MAX / 2) : read
  return { base: kept.length === read.length ? base : read[read.length - kept.length - 1] ?? base, read: new Set(kept) }
}

function folded(unread: Unread): Unread {
  const above = [...unread.known].filter(([seq]) => seq > unread.upTo)
  if (above.length <= KNOWN_UNREAD_MAX) return unread
  const older = above.slice(0, KNOWN_UNREAD_MAX / 2)
  const upTo = older.at(-1)?.[0] ?? unread.upTo
  const known = new Map([...unread.known].filter(([seq]) => seq <= unread.upTo || seq > upTo))
  return { ...unread, upTo, below: unread.below + older.length, known }
}
