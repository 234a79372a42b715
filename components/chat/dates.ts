/**
 * Times and days in the language of the page and the reader's time zone. Formatters are cached, since making one costs
 * more than using it a thousand times.
 */
const formatters = new Map<string, Intl.DateTimeFormat>()

function format(at: number, locale: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${locale} ${JSON.stringify(options)}`
  const formatter = formatters.get(key) ?? new Intl.DateTimeFormat(locale, options)
  formatters.set(key, formatter)
  return formatter.format(at)
}

/**
 * The tag without parts that no `Intl` accepts, as some systems add them (`en-US@posix`, `de_DE.UTF-8`). Null if
 * nothing of it is usable.
 */
function usableTag(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag.replace(/[^\w-].*$/s, '').replaceAll('_', '-'))[0] ?? null
  }
  catch {
    return null
  }
}

/**
 * The reader's own variant of the page's language, so that a reader in London sees 14:05 and one in Boston 2:05 PM.
 * `preferred` are the browser's languages.
 */
export function dateLocale(language: string, preferred: readonly string[]): string {
  const base = language.split('-')[0]
  return preferred.map(usableTag).find(tag => tag?.split('-')[0] === base) ?? language
}

/** Hours and minutes. `at` is Unix ms. */
export function timeLabel(at: number, locale: string): string {
  return format(at, locale, { hour: 'numeric', minute: '2-digit' })
}

/** A date in the space of a time: for today the time, for the last six days the weekday, else the date. */
export function shortLabel(at: number, now: number, locale: string): string {
  const days = daysAgo(at, now)
  if (days <= 0) return timeLabel(at, locale)
  return format(at, locale, days < 7 ? { weekday: 'short' } : { day: 'numeric', month: 'short' })
}

/** Full date and time. */
export function fullLabel(at: number, locale: string): string {
  return format(at, locale, { dateStyle: 'full', timeStyle: 'short' })
}

/**
 * Calendar days from `at` to `now` in the reader's time zone: 0 today, 1 yesterday. Not by hours, since a day may have
 * 23 or 25.
 */
export function daysAgo(at: number, now: number): number {
  const day = new Date(at)
  const today = new Date(now)
  const utc = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate())
  return Math.round((utc(today) - utc(day)) / 86_400_000)
}

/** The date of a day; with the year only if it is not this one. */
export function dateLabel(at: number, now: number, locale: string): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return format(at, locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  })
}
