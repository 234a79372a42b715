import { describe, expect, it } from 'vitest'
import { median, percentile, table } from '../../../../bench/lib/stats.mjs'

describe('statistics of the benchmarks', () => {
  it('gives the smallest value that so many percent do not exceed', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i)
    expect([1, 50, 99, 100].map(percent => percentile(hundred, percent))).toEqual([1, 50, 99, 100])
    expect(percentile([7], 99)).toBe(7)
  })

  it('takes the middle of an odd count, and the mean of the two middle ones of an even count', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([9, 1, 5, 6])).toBe(5.5)
  })

  it('says that it knows nothing of nothing', () => {
    expect(median([])).toBeNaN()
    expect(percentile([], 50)).toBeNaN()
  })

  it('writes a table that Markdown understands, with fewer digits the larger a number is', () => {
    expect(table(['what', 'figure'], [['a', 1.234], ['b', 12.34], ['c', 1234.5], ['d', '7']])).toBe([
      '| what | figure |', '| --- | --- |', '| a | 1.23 |', '| b | 12.3 |', '| c | 1235 |', '| d | 7 |',
    ].join('\n'))
  })
})
