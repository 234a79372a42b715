import { describe, expect, it } from 'vitest'
import { histogram, percentileMs, record, sum } from '../../../../bench/load/histogram.mjs'

function of(...microseconds: readonly number[]) {
  const counts = histogram()
  for (const each of microseconds) record(counts, each)
  return counts
}

describe('the histogram of latencies', () => {
  it('gives percentiles that are at most 1 % off', () => {
    const counts = of(...Array.from({ length: 1000 }, (_, i) => (i + 1) * 1000))
    for (const percent of [1, 50, 99, 100]) {
      const exact = percent * 10
      expect(percentileMs(counts, percent)).toBeGreaterThanOrEqual(exact * 0.9999)
      expect(percentileMs(counts, percent)).toBeLessThanOrEqual(exact * 1.0101)
    }
  })

  it('adds up what several processes counted', () => {
    expect(percentileMs(sum([of(1000), of(1000, 1000), of(5_000_000)]), 75)).toBeCloseTo(1, 1)
    expect(percentileMs(sum([of(1000), of(1000, 1000), of(5_000_000)]), 100)).toBeCloseTo(5000, -2)
  })

  it('keeps what is under a microsecond and what is over its end', () => {
    expect(percentileMs(of(0), 50)).toBeLessThan(0.01)
    expect(percentileMs(of(1e12), 50)).toBeGreaterThan(15 * 60 * 1000)
  })

  it('says that it knows nothing of nothing', () => {
    expect(percentileMs(histogram(), 50)).toBeNaN()
  })
})
