import type { HistoryPage } from '#shared/schemas/http'
import { mergeNotices } from '#shared/events/notice'
import { mergeMessages } from './merge'
import { applyRemembered } from './remembered'
import type { Timeline } from './timeline'

/** The `seq` below which the next older page begins; null when there is nothing older, or nothing known to begin from. */
export function olderThan({ position, from, older }: Timeline): number | null {
  return position && older ? from : null
}

/**
 * Puts an older page on top. A page that does not meet the list any more is dropped: of another epoch, or asked for
 * before the list was replaced, where it would leave a gap that nothing closes. The same page twice is the same as
 * once. A page that was read before a change which is known here has that change applied.
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
