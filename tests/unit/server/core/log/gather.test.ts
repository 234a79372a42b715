import { describe, expect, it } from 'vitest'
import { Gather } from '../../../../../server/core/log/gather'

/** Messages at a steady rate, committed one batch after the other: how many go together in the end. */
function steady(perSecond: number, commitMs: number): number {
  const gather = new Gather()
  let batch = 1
  for (let commit = 0; commit < 200; commit++) {
    gather.ended(0, commitMs, batch)
    batch = Math.max(1, (commitMs + gather.waitMs(0)) * perSecond / 1_000)
  }
  return batch
}

describe('the wait for company', () => {
  it('is none for one sender that waits for each answer, whatever a commit takes', () => {
    const gather = new Gather()
    for (let commit = 0; commit < 50; commit++) gather.ended(0, 3, 1)
    expect(gather.waitMs(0)).toBe(0)
  })

  it('gathers many where many come, and none where few do', () => {
    expect(steady(2_000, 0.7)).toBeGreaterThan(6)
    expect(steady(500, 0.7)).toBe(1)
  })

  it('is over after a few milliseconds, whatever came', () => {
    const gather = new Gather()
    gather.ended(100, 1_000, 500)
    expect(gather.waitMs(100)).toBe(6)
    expect(gather.waitMs(103)).toBe(3)
    expect(gather.waitMs(200)).toBe(0)
  })
})
