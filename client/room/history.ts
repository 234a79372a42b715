import type { HistoryPage } from '#shared/schemas/http'
import { mergeMessages } from './merge'
import type { Timeline } from './timeline'

/** The `seq` below which the next older page begins; null when there is nothing older, or nothing known to begin from. */
export function olderThan({ position, messages, older }: Timeline): number | null {
  if (!position || !older) return null
  return messages[0]?.seq ?? position.seq + 1
}

/**
 * Puts an older page on top. A page that does not meet the list any more is dropped: of another epoch, or asked for before the list
 * was replaced, where it would leave a gap that nothing closes. The same page twice is the same as once.
 */
export function applyHistory(timeline: Timeline, before: number, page: HistoryPage): Timeline {
  if (timeline.position?.epoch !== page.epoch || olderThan(timeline) !== before) return timeline
  const above = page.messages.filter(message => message.seq < before)
  return { ...timeline, messages: mergeMessages(above, timeline.messages), older: page.older && above.length > 0 }
}
