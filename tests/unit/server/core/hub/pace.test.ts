import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Pace } from '../../../../../server/core/hub/pace'

describe('the pace of a room', () => {
  it('adds nothing to a message in an idle room', () => {
    expect(new Pace(1_000).dueAt(100)).toBe(100)
  })

  it('adds nothing once the pause after the last batch is over', () => {
    const pace = new Pace(1_000)
    pace.ended(100, { costMs: 10, writes: 1_000, batch: 32, full: false })
    expect(pace.dueAt(500)).toBe(500)
  })

  it('pauses in proportion to the cost of the last batch and to its messages', () => {
    const wait = (costMs: number, batch: number) => {
      const pace = new Pace(1_000)
      pace.ended(100, { costMs, writes: 1_000, batch, full: false })
      return pace.dueAt(100) - 100
    }
    expect(wait(10, 8)).toBe(10)
    expect(wait(20, 8)).toBe(20)
    expect(wait(10, 1)).toBeLessThan(2)
    expect(wait(10, 32)).toBe(40)
    expect(wait(10, 1_000)).toBe(50)
  })

  it('does not wait longer for what bytes or other processes took', () => {
    const pace = new Pace(10_000)
    pace.ended(0, { costMs: 10, writes: 1_000, batch: 32, full: false })
    pace.ended(0, { costMs: 300, writes: 1_000, batch: 500, full: false })
    expect(pace.dueAt(0)).toBeLessThan(60)
  })

  it('follows a machine that became slower for good', () => {
    const pace = new Pace(10_000)
    for (let batch = 0; batch < 100; batch++)
      pace.ended(0, { costMs: batch === 0 ? 10 : 50, writes: 1_000, batch: 32, full: false })
    expect(pace.dueAt(0)).toBe(200)
  })

  it('does not pause while more is pending than one batch can hold', () => {
    const pace = new Pace(1_000)
    pace.ended(100, { costMs: 50, writes: 1_000, batch: 500, full: true })
    expect(pace.dueAt(100)).toBe(100)
  })

  it('never adds more than the ceiling, whatever batches cost', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60_000 }),
        fc.array(
          fc.record({
            costMs: fc.double({ min: 0, max: 60_000, noNaN: true }),
            writes: fc.nat(100_000),
            batch: fc.nat(10_000),
            full: fc.boolean(),
          }),
        ),
        fc.nat(100_000),
        (ceiling, batches, since) => {
          const pace = new Pace(ceiling)
          for (const batch of batches) pace.ended(since, batch)
          expect(pace.dueAt(since)).toBeGreaterThanOrEqual(since)
          expect(pace.dueAt(since)).toBeLessThanOrEqual(since + ceiling)
        },
      ),
    )
  })

  it('gives events that may be missed a small share only', () => {
    const pace = new Pace(1_000)
    pace.ended(0, { costMs: 500, writes: 50_000, batch: 0, full: false })
    expect(pace.hintsDueAt(0)).toBe(9_500)
  })
})
