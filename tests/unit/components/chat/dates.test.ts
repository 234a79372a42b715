import { describe, expect, it } from 'vitest'
import { dateLabel, dateLocale, daysAgo, shortLabel, timeLabel } from '~/components/chat/dates'

const at = (year: number, month: number, day: number, hour = 12, minute = 0) =>
  new Date(year, month - 1, day, hour, minute).getTime()

describe('days', () => {
  it('counts days of the calendar, not hours', () => {
    expect(daysAgo(at(2026, 5, 4, 0, 1), at(2026, 5, 4, 23, 59))).toBe(0)
    expect(daysAgo(at(2026, 5, 3, 23, 59), at(2026, 5, 4, 0, 1))).toBe(1)
    expect(daysAgo(at(2025, 12, 31), at(2026, 1, 1))).toBe(1)
  })

  it('counts right over the days of 23 and 25 hours', () => {
    expect(daysAgo(at(2026, 3, 28), at(2026, 3, 30))).toBe(2)
    expect(daysAgo(at(2026, 10, 24), at(2026, 10, 26))).toBe(2)
  })

  it('names the year only when it is another one', () => {
    expect(dateLabel(at(2026, 3, 2), at(2026, 5, 4), 'en-US')).toBe('Monday, March 2')
    expect(dateLabel(at(2025, 3, 2), at(2026, 5, 4), 'en-US')).toContain('2025')
    expect(dateLabel(at(2026, 3, 2), at(2026, 5, 4), 'zh-CN')).toBe('3月2日星期一')
  })
})

describe('the short time', () => {
  it('is the time of today, the day of this week, and the date before', () => {
    const now = at(2026, 5, 20, 18, 0)
    expect(shortLabel(at(2026, 5, 20, 9, 5), now, 'en-GB')).toBe('9:05')
    expect(shortLabel(at(2026, 5, 18), now, 'en-GB')).toBe('Mon')
    expect(shortLabel(at(2026, 5, 2), now, 'en-GB')).toBe('2 May')
    // A clock that goes wrong: what is ahead of it is of today.
    expect(shortLabel(at(2026, 5, 21, 9, 5), now, 'en-GB')).toBe('9:05')
  })
})

describe('the way of writing times', () => {
  it('is the reader\'s own variant of the language of the page', () => {
    expect(dateLocale('en', ['de-DE', 'en-GB', 'en'])).toBe('en-GB')
    expect(dateLocale('zh-CN', ['en-US'])).toBe('zh-CN')
  })

  it.each([
    ['en-US@posix', 'en-US'],
    ['en_GB.UTF-8', 'en-GB'],
    ['EN-gb', 'en-GB'],
    ['', 'en'],
    ['C', 'en'],
    ['en-', 'en'],
    ['en-US-u-hc', 'en-US-u-hc'],
    ['💥', 'en'],
    ['e', 'en'],
  ])('is the nearest one when the browser names %j, and none that throws', (tag, expected) => {
    const locale = dateLocale('en', [tag])
    expect(locale).toBe(expected)
    expect(timeLabel(at(2026, 5, 4, 14, 5), locale)).toMatch(/\d/)
  })

  it('the way of writing times follows the language', () => {
    expect(timeLabel(at(2026, 5, 4, 14, 5), 'en-GB')).toBe('14:05')
    expect(timeLabel(at(2026, 5, 4, 14, 5), 'en-US')).toMatch(/^2:05\sPM$/)
  })
})
