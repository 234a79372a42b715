import type { HistoryPage } from '#shared/schemas/http'
import { mergeNotices } from '#shared/events/notice'
import { mergeMessages } from './merge'
import { applyRemembered } from './remembered'
import type { Timeline } from './timeline'

/** The `seq` below which the next older page begins; null if there is none, or no known beginning. */
export function olderThan({ position, from, older }: Timeline): number | null {
  return position && older ? from : null
}

/**
 * Puts an older page on top of the list. A page that does not meet the list is dropped: it is of another epoch, or was
 * asked for before the list was replaced, and would leave a gap that is never closed. The same page twice changes
 * nothing. Changes that are already known are applied to the page's messages.
 */
export function applyHistory(timeline: Timeline, before: number, page: HistoryPage): Timeline {
  if (timeline.position?.epoch !== page.epoch || olderThan(timeline) !== before) return timeline
  const above = mergeMessages([], page.messages.filter(message => message.seq < before))
  const [first] = above
  return {
    ...timeline,
    messages: mergeMessages(applyRemembered(above, timeline.remembered), timeline.messages),
    notices: mergeNotices(timeline.notices, (page.notices ?? []).filter(({ seq }) => seq < before)),
    from: first?.seq ?? timeline.from,
    older: page.older && first !== undefined,
  }
}
