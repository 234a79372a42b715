import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  RefusalReport, type RefusedAddress,
} from '../../../../../../server/platform/limits/address-rates/refusal-report'

describe('the report of refusals', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function collect() {
    const lines: { addresses: readonly RefusedAddress[], others: number }[] = []
    return { lines, report: new RefusalReport((addresses, others) => lines.push({ addresses, others })) }
  }

  it('names each address, what it was refused and how often', () => {
    const { lines, report } = collect()
    for (let i = 0; i < 3; i++) report.add('page', 'a')
    report.add('post', 'a')
    for (let i = 0; i < 9; i++) report.add('post', 'b')
    vi.advanceTimersByTime(1_000)
    expect(lines).toEqual([
      {
        addresses: [
          { address: 'b', refused: { post: 9 } },
          { address: 'a', refused: { page: 3, post: 1 } },
        ],
        others: 0,
      },
    ])
  })

  it('is one line per minute at most, and none without refusals', () => {
    const { lines, report } = collect()
    for (let second = 0; second < 600; second++) {
      report.add('page', 'a')
      vi.advanceTimersByTime(1_000)
    }
    expect(lines.length).toBeLessThanOrEqual(10)
    expect(lines.reduce((sum, { addresses }) => sum + (addresses[0]?.refused.page ?? 0), 0)).toBeGreaterThan(500)
    vi.advanceTimersByTime(600_000)
    const written = lines.length
    vi.advanceTimersByTime(3_600_000)
    expect(lines.length).toBe(written)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('names the ten that were refused most, and the number of the others', () => {
    const { lines, report } = collect()
    for (let i = 1; i <= 30; i++) for (let n = 0; n < i; n++) report.add('page', `address ${i}`)
    vi.advanceTimersByTime(1_000)
    expect(lines[0]?.addresses.map(({ address }) => address)).toEqual(
      Array.from({ length: 10 }, (_, i) => `address ${30 - i}`),
    )
    expect(lines[0]?.others).toBe(20)
  })
})
