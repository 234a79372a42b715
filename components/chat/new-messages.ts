import type { TimelineItem } from '~/client/types'

/**
 * External lines after the entry with `seenKey`, the last one that was in view. They are in no log, so no mark counts
 * them. 0 if that entry is no longer loaded.
 */
export function countLive(items: readonly TimelineItem[], seenKey: string | null): number {
  const seen = seenKey === null ? -1 : items.findLastIndex(item => item.key === seenKey)
  return seen === -1 ? 0 : items.slice(seen + 1).filter(item => item.kind === 'live').length
}

/** The highest `seq` of the list; null if no entry is from the log. */
export function lastSeq(items: readonly TimelineItem[]): number | null {
  const last = items.findLast(item => item.kind === 'message' && item.seq !== null)
  return last?.kind === 'message' ? last.seq : null
}

/** `seq` of the user's last message, if no message of the user waits after it. */
export function lastOwnSeq(items: readonly TimelineItem[]): number | null {
  const own = items.findLast(item => item.kind === 'message' && item.mine)
  return own?.kind === 'message' ? own.seq : null
}
