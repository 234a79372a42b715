import { describe, expect, it } from 'vitest'
import { honest, inWords, playwrightCounts, sum, vitestCounts } from '../../../../scripts/lib/counts.mjs'

describe('counts', () => {
  it('reads what Vitest counted', () => {
    expect(vitestCounts({ numPassedTests: 5, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 })).toEqual({
      passed: 5,
      failed: 2,
      skipped: 2,
    })
  })

  it('reads what Playwright counted, and takes a flaky test for a failed one', () => {
    expect(playwrightCounts({ stats: { expected: 5, unexpected: 2, flaky: 1, skipped: 3 } })).toEqual({
      passed: 5,
      failed: 3,
      skipped: 3,
    })
  })

  it('counts nothing in a report without counts', () => {
    for (const report of [null, 'x', {}, { stats: null }]) {
      expect(vitestCounts(report)).toEqual({ passed: 0, failed: 0, skipped: 0 })
      expect(playwrightCounts(report)).toEqual({ passed: 0, failed: 0, skipped: 0 })
    }
  })

  it('leaves a good run as it is', () => {
    expect(honest(0, { passed: 3, failed: 0, skipped: 1 })).toEqual({ passed: 3, failed: 0, skipped: 1 })
  })

  it('counts a crash without a failed test as one failure', () => {
    expect(honest(1, { passed: 3, failed: 0, skipped: 0 })).toEqual({ passed: 3, failed: 1, skipped: 0 })
    expect(honest(1, { passed: 3, failed: 2, skipped: 0 })).toEqual({ passed: 3, failed: 2, skipped: 0 })
  })

  it('counts a run without any test as one failure', () => {
    expect(honest(0, { passed: 0, failed: 0, skipped: 9 })).toEqual({ passed: 0, failed: 1, skipped: 9 })
  })

  it('says the sum in words, and skipped ones only if there are any', () => {
    expect(
      inWords(
        sum([
          { passed: 1, failed: 0, skipped: 0 },
          { passed: 2, failed: 1, skipped: 0 },
        ]),
      ),
    ).toBe('3 passed, 1 failed')
    expect(inWords({ passed: 1, failed: 0, skipped: 2 })).toBe('1 passed, 0 failed, 2 skipped')
  })
})
