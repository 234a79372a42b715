import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WindowCount } from '../../../../../server/platform/limits/window-count'

describe('a count in windows', () => {
  let now = 0
  const counts = () => new WindowCount(2, 10_000, () => now)

  beforeEach(() => {
    now = 0
  })

  it('refuses above its maximum until the window ends, and says how long that is', () => {
    const count = counts()
    expect([count.consume('a'), count.consume('a')]).toEqual([0, 0])
    now = 4_000
    expect([count.waitMs('a'), count.consume('a'), count.consume('b')]).toEqual([6_000, 6_000, 0])
    now = 10_000
    expect([count.waitMs('a'), count.consume('a')]).toEqual([0, 0])
  })

  it('forgets what has no open window, and does not keep what was only asked for', () => {
    const count = counts()
    for (let i = 0; i < 100; i++) count.consume(`key ${i}`)
    expect([count.waitMs('another'), count.size]).toEqual([0, 100])
    now = 10_000
    count.consume('later')
    expect(count.size).toBe(1)
  })

  it('counts what costs more than one', () => {
    const count = counts()
    expect(count.consume('a', 3)).toBe(10_000)
  })
})

// A sender above the limit was asked to wait for two hours, and with Redis did, when the time of day was set back by
// two hours.
describe('the clock of the day', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
  afterEach(() => void vi.useRealTimers())

  it.each([-7_200_000, 86_400_000])('set by %d ms changes no wait', (jump) => {
    const count = new WindowCount(1, 10_000)
    count.consume('a')
    vi.setSystemTime(Date.now() + jump)
    expect(count.consume('a')).toBeGreaterThan(0)
    expect(count.waitMs('a')).toBeLessThanOrEqual(10_000)
  })
})
