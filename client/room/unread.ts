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
  /** Authors of the unread messages above `upTo`, by `seq`, ascending. */
  readonly known: ReadonlyMap<number, string>
}

type List = Pick<Timeline, 'position' | 'messages' | 'from' | 'older'>

export function unreadCount({ below, known }: Unread): number {
  return below + known.size
}

/**
 * Counts the unread messages above `mark`: in the list, as far as it goes down.
 *
 * @param told the total, from the server or the store; null if neither has one (an older server, an older page). Then
 * each place of the log below the list counts as a message of another user, as it was in logs without other events
 * @param counted up to this `seq` messages were only counted, though some are in the list. An older page was read later
 * than the rest of the list, and may lack a message whose delete has not arrived yet
 */
export function countUnread(list: List, mark: number, me: string, told: number | null, counted = 0): Unread {
  const { position, messages, from, older } = list
  const reach = older ? from - 1 : 0
  const upTo = reach > mark ? Math.max(reach, counted) : mark
  const head = position?.seq ?? 0
  const unread = messages.filter(({ seq, author }) => seq > upTo && seq <= head && author.id !== me)
  const below = Math.max(0, Math.min(upTo - mark, (told ?? Infinity) - unread.length))
  return { mark, upTo, below, known: new Map(unread.map(({ seq, author }) => [seq, author.id])) }
}

/**
 * Counts events, each once and in the order of the log.
 *
 * A message that is deleted before this client gets it arrives as an event of an unknown kind, and its delete later. It
 * was not counted, so it must not be subtracted either. Both come in one replay, so the message is always above `upTo`,
 * and there only known messages are subtracted. No message is deleted twice: the server refuses the second delete.
 */
export function hearUnread(unread: Unread, events: readonly LogEntry[], me: string): Unread {
  const counting = events.filter(isKnown).filter(({ type, author }) => (type === 'message' || type === 'delete') && author.id !== me)
  if (counting.length === 0) return unread
  const known = new Map(unread.known)
  let { below } = unread
  for (const event of counting) {
    if (event.type === 'message' && event.seq > unread.mark) known.set(event.seq, event.author.id)
    if (event.type !== 'delete') continue
    if (known.get(event.target) === event.author.id) known.delete(event.target)
    else if (event.target > unread.mark && event.target <= unread.upTo) below--
  }
  return folded({ ...unread, below: Math.max(0, below), known })
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
  return { mark, upTo: Math.max(unread.upTo, mark), below, known }
}

function folded(unread: Unread): Unread {
  if (unread.known.size <= KNOWN_UNREAD_MAX) return unread
  const entries = [...unread.known]
  const older = entries.slice(0, KNOWN_UNREAD_MAX / 2)
  const upTo = older.at(-1)?.[0] ?? unread.upTo
  return { ...unread, upTo, below: unread.below + older.length, known: new Map(entries.slice(older.length)) }
}
