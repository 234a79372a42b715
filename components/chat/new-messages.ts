import type { TimelineItem } from '~/client/types'

/** How many lines from outside came after the entry with `seenKey`, the last one that was in view. They are in no log, so no mark counts them. 0 when it is not loaded any more. */
export function countLive(items: readonly TimelineItem[], seenKey: string | null): number {
  const seen = seenKey === null ? -1 : items.findLastIndex(item => item.key === seenKey)
  return seen === -1 ? 0 : items.slice(seen + 1).filter(item => item.kind === 'live').length
}

/** The highest `seq` of the list, or null when nothing in it came from the log. */
export function lastSeq(items: readonly TimelineItem[]): number | null {
  const last = items.findLast(item => item.kind === 'message' && item.seq !== null)
  return last?.kind === 'message' ? last.seq : null
}

/** The `seq` of one's own last message, where nothing of one's own waits to be sent after it. */
export function lastOwnSeq(items: readonly TimelineItem[]): number | null {
  const own = items.findLast(item => item.kind === 'message' && item.mine)
  return own?.kind === 'message' ? own.seq : null
}
