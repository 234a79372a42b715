import { describe, expect, it } from 'vitest'
import { CLOSE } from '#shared/close-codes'
import { Tally } from '../../../../../server/core/metrics/tally'

const REPORT = { writes: 3, deliveries: 6, bytes: 900, batch: 2, costMs: 0.3, delayMs: 20 }

describe('the tally', () => {
  it('adds up batches', () => {
    const tally = new Tally()
    tally.countBatch(REPORT)
    tally.countBatch({ ...REPORT, batch: 1, deliveries: 3 })
    expect(tally).toMatchObject({ deliveries: 9, writes: 6, writtenBytes: 1_800 })
    expect(tally.batch.sum).toBe(3)
    expect(tally.batchSeconds.sum).toBeCloseTo(0.0006)
    expect(tally.delaySeconds.sum).toBeCloseTo(0.04)
  })

  it('counts the cost of a batch of hints only, but no batch size and no delay', () => {
    const tally = new Tally()
    tally.countBatch({ ...REPORT, batch: 0, deliveries: 0, delayMs: 0 })
    expect([tally.batchSeconds, tally.batch, tally.delaySeconds].map(buckets => buckets.cumulative().at(-1))).toEqual([
      1, 0, 0,
    ])
  })

  it('has every reason from the start, so that the first one is seen as an increase', () => {
    const tally = new Tally()
    tally.closes.add(CLOSE.SLOW.code)
    const closes = new Map(tally.closes.entries())
    expect([closes.get(CLOSE.SLOW.code), closes.get(CLOSE.HEARTBEAT.code)]).toEqual([1, 0])
    expect([...tally.resumes.entries()]).toEqual([['whole', 0], ['reset', 0]])
  })

  it('takes an event from a clock that is ahead as one without lag', () => {
    const tally = new Tally()
    tally.heard(2_000, 1_500)
    tally.heard(1_000, 1_250)
    expect(tally.busLagSeconds.sum).toBe(0.25)
  })
})
