import type { TimelineItem } from '~/composables/chat/types'

/** How many entries by others came after the one with `seenKey`, the last one that was in view. 0 when it is not loaded any more. */
export function countNew(items: readonly TimelineItem[], seenKey: string | null): number {
  const seen = seenKey === null ? -1 : items.findLastIndex(item => item.key === seenKey)
  if (seen === -1) {
    return 0
  }
  return items.slice(seen + 1).filter(item => item.kind === 'live' || !item.mine).length
}

/** The highest `seq` of the list, or null when nothing in it came from the log. */
export function lastSeq(items: readonly TimelineItem[]): number | null {
  const last = items.findLast(item => item.kind === 'message' && item.seq !== null)
  return last?.kind === 'message' ? last.seq : null
}
