import type { TimelineItem, TimelineMessage } from '~/client/types'

/** One entry as the list shows it: the item, and what is above it. */
export interface Row {
  readonly key: string
  readonly item: TimelineItem
  /** Starts a group: avatar, name and time are shown. */
  readonly head: boolean
  /** Ends a group: the next entry has a larger distance. */
  readonly tail: boolean
  /** Unix ms of the day shown above, or null if the entry before is of the same day. */
  readonly day: number | null
  /** The divider for unread messages is above it. */
  readonly unread: boolean
}

const MINUTE_MS = 60_000

/** Whether both are of one group: messages of one author within one minute of the clock. */
export function sameGroup(before: TimelineItem, after: TimelineItem): boolean {
  return before.kind === 'message' && after.kind === 'message'
    && before.author.id === after.author.id
    && before.mine === after.mine
    && Math.floor(before.at / MINUTE_MS) === Math.floor(after.at / MINUTE_MS)
}

/** Whether two Unix times (ms) are on one day in the reader's time zone. */
export function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString()
}

function isRead(item: TimelineItem, seq: number): boolean {
  return item.kind === 'message' && item.seq !== null && item.seq <= seq
}

function isUnread(item: TimelineItem, seq: number): item is TimelineMessage {
  return item.kind === 'message' && !item.mine && item.seq !== null && item.seq > seq
}

/** Whether the list is loaded down to the user's read mark. */
export function isLoadedUpTo(items: readonly TimelineItem[], readSeq: number, older: boolean): boolean {
  return !older || items.some(item => isRead(item, readSeq))
}

/**
 * Index of the entry below the divider for unread messages, or -1. While the last read message is not loaded, its place
 * is unknown and there is none, unless there is nothing older.
 */
export function firstUnreadIndex(items: readonly TimelineItem[], newSinceSeq: number | null, older: boolean): number {
  if (newSinceSeq === null) {
    return -1
  }
  const index = items.findIndex(item => isUnread(item, newSinceSeq))
  return isLoadedUpTo(items.slice(0, Math.max(index, 0)), newSinceSeq, older) ? index : -1
}

/**
 * The rows of `items[start..end)`. The item before them decides what is above the first row, whether it is shown or
 * not.
 */
export function buildRows(items: readonly TimelineItem[], start: number, end: number, firstUnread: number): Row[] {
  return items.slice(start, end).map((item, offset) => {
    const index = start + offset
    const before = items[index - 1]
    const after = items[index + 1]
    const day = before && sameDay(before.at, item.at) ? null : item.at
    const head = !before || day !== null || index === firstUnread || !sameGroup(before, item)
    const tail = !after || index + 1 === firstUnread || !sameGroup(item, after)
    return { key: item.key, item, head, tail, day, unread: index === firstUnread }
  })
}
