import { describe, expect, it } from 'vitest'
import { CommitDelay } from '../../../../../server/core/log/commit-delay'

/** Messages at a steady rate, committed one batch after the other: how many go together in the end. */
function steady(perSecond: number, commitMs: number): number {
  const delay = new CommitDelay()
  let batch = 1
  for (let commit = 0; commit < 200; commit++) {
    delay.ended(0, commitMs, batch)
    batch = Math.max(1, (commitMs + delay.waitMs(0)) * perSecond / 1_000)
  }
  return batch
}

describe('the commit delay', () => {
  it('is none for one sender that waits for each answer, whatever a commit takes', () => {
    const delay = new CommitDelay()
    for (let commit = 0; commit < 50; commit++) delay.ended(0, 3, 1)
    expect(delay.waitMs(0)).toBe(0)
  })

  it('lets many messages share a commit where many come, and none wait where few do', () => {
    expect(steady(2_000, 0.7)).toBeGreaterThan(6)
    expect(steady(500, 0.7)).toBe(1)
  })

  it('ends after a few milliseconds, however long a commit took', () => {
    const delay = new CommitDelay()
    delay.ended(100, 1_000, 500)
    expect(delay.waitMs(100)).toBe(6)
    expect(delay.waitMs(103)).toBe(3)
    expect(delay.waitMs(200)).toBe(0)
  })
})
