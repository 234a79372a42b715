const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A past time as a few letters; null if it was less than a minute or two ago. */
export function agoLabel(at: number, now: number, locale: string): string | null {
  const ms = now - at
  if (ms < 2 * MINUTE) return null
  const words = new Intl.RelativeTimeFormat(locale, { style: 'short' })
  if (ms < HOUR) return words.format(-Math.floor(ms / MINUTE), 'minute')
  if (ms < DAY) return words.format(-Math.floor(ms / HOUR), 'hour')
  if (ms < 30 * DAY) return words.format(-Math.floor(ms / DAY), 'day')
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(at)
}
