import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BACKOFF_LONGEST_ATTEMPT, BACKOFF_LONGEST_MS, backoffMs, laterMs } from '~/client/connection/backoff'

describe('backoffMs', () => {
  it.each([
    [0, 500],
    [1, 1_000],
    [2, 2_000],
    [5, 16_000],
    [6, 20_000],
    [1_000_000, 20_000],
  ])('after %i failed attempts waits up to %i ms', (attempt, ceiling) => {
    expect(backoffMs(attempt, 0)).toBe(0)
    expect(backoffMs(attempt, 0.5)).toBe(ceiling / 2)
    expect(backoffMs(attempt, 0.999_999)).toBe(ceiling)
  })

  it('reaches the longest ceiling at the attempt that is named for it', () => {
    expect(backoffMs(BACKOFF_LONGEST_ATTEMPT, 0.5)).toBe(BACKOFF_LONGEST_MS / 2)
    expect(backoffMs(BACKOFF_LONGEST_ATTEMPT - 1, 0.5)).toBeLessThan(BACKOFF_LONGEST_MS / 2)
  })
})

describe('laterMs', () => {
  it('is never below half of the longest back-off', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 0.999_999, noNaN: true }), (random) => {
      expect(laterMs(random)).toBeGreaterThanOrEqual(BACKOFF_LONGEST_MS / 2)
      expect(laterMs(random)).toBeLessThanOrEqual(BACKOFF_LONGEST_MS)
    }))
  })
})
