import { describe, expect, it } from 'vitest'
import { agoLabel } from '~/components/people/ago'

const HOUR = 60 * 60_000
const now = Date.UTC(2026, 10, 29, 12)

describe('how long ago a user was seen', () => {
  it.each([
    [60_000, null],
    [5 * 60_000, '5 min. ago'],
    [HOUR, '1 hr. ago'],
    [2.9 * HOUR, '2 hr. ago'],
    [3 * 24 * HOUR, '3 days ago'],
    [40 * 24 * HOUR, 'Oct 20, 2026'],
  ])('a user seen %i ms ago: %s', (ms, words) => expect(agoLabel(now - ms, now, 'en-US')).toBe(words))

  it('is said in the language of the page', () => expect(agoLabel(now - 2 * HOUR, now, 'zh-CN')).toBe('2小时前'))
})
