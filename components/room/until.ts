import { daysAgo, timeLabel } from '../chat/dates'

/** Until when something lasts: the time, and the date too if it is not today. `at` and `now` are Unix ms. */
export function untilLabel(at: number, now: number, locale: string): string {
  if (daysAgo(at, now) === 0) return timeLabel(at, locale)
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(at)
}
