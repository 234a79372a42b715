import type { NoticeEvent } from '#shared/events/notice'
import type { TimelineNotice } from '../types'

/** Builds the item of notices in a row. Gives the same object while the same notices are in it. */
export interface NoticeItems {
  /** Adds a notice to the last item where one sentence can say both; else gives an item of its own. */
  (last: TimelineNotice | null, notice: NoticeEvent): TimelineNotice
}

export function createNoticeItems(): NoticeItems {
  const known = new WeakMap<NoticeEvent, TimelineNotice>()

  return (last, notice) => {
    const isNext = last !== null && isAlike(last.events[0], notice)
    const before = known.get(notice)
    const size = isNext ? last.events.length + 1 : 1
    if (before?.events.length === size && before.events[0] === (isNext ? last.events[0] : notice)) return before
    const item = isNext
      ? { ...last, events: [...last.events, notice] as const }
      : { kind: 'notice', key: `notice:${notice.seq}`, at: notice.at, text: '', events: [notice] } as const
    const made: TimelineNotice = { ...item, events: [item.events[0], ...item.events.slice(1)] }
    known.set(notice, made)
    return made
  }
}

/** Whether this version has words for it. */
export function isShown(notice: NoticeEvent): boolean {
  return notice.type === 'room' || notice.action !== 'other'
}

/**
 * Whether one sentence can say both: the users came or left alike, on one day, and if others were added or removed, by
 * one user.
 */
function isAlike(first: NoticeEvent, notice: NoticeEvent): boolean {
  if (first.type !== 'member' || notice.type !== 'member' || first.action !== notice.action) return false
  const byOne = first.author.id === notice.author.id || first.action === 'join' || first.action === 'leave'
  return byOne && new Date(first.at).toDateString() === new Date(notice.at).toDateString()
}
