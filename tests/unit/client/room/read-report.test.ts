import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UNSEEN } from '~/client/room/mark'
import { createReadReport } from '~/client/room/read-report'
import { ManualClock } from '../support/manual-clock'

const mark = (seq: number, generation = 0) => ({ seq, generation })

function world() {
  const clock = new ManualClock()
  const sent: { seq: number, generation: number, at: number }[] = []
  const line = { isUp: true }
  const report = createReadReport(
    clock,
    ({ seq, generation }) => line.isUp && sent.push({ seq, generation, at: clock.elapsed() }) > 0,
  )
  return { clock, sent, line, report, seqs: () => sent.map(({ seq }) => seq) }
}

describe('what was read', () => {
  it('is reported at once, then at most once per second, the last mark in any case', () => {
    const { clock, report, seqs } = world()
    report.settle(mark(0), true)
    for (let seq = 1; seq <= 25; seq++) {
      report.read(mark(seq))
      clock.advance(100)
    }
    clock.advance(2_000)
    expect(seqs()).toEqual([1, 10, 20, 25])
    expect(clock.waiting).toBe(0)
  })

  it('is not reported where the server keeps no mark, or has it already', () => {
    const { clock, report, seqs } = world()
    report.read(mark(4))
    report.settle(undefined, false)
    report.read(mark(5))
    report.settle(mark(7), true)
    report.read(mark(6))
    clock.advance(5_000)
    expect(seqs()).toEqual([])
  })

  it('is reported after a reconnect where the server does not have it', () => {
    const { clock, line, report, seqs } = world()
    report.settle(mark(3), true)
    report.read(mark(5))
    line.isUp = false
    report.read(mark(8))
    clock.advance(60_000)
    expect(clock.waiting).toBe(0)
    line.isUp = true
    report.lost()
    report.settle(mark(3), true)
    report.read(mark(8))
    expect(seqs()).toEqual([5, 8])
  })

  it('is reported again where the server could not take it, once it may, and only while there is a connection', () => {
    const { clock, report, sent } = world()
    report.settle(mark(3), true)
    report.read(mark(5))
    clock.advance(200)
    report.refused(4_000)
    report.read(mark(6))
    clock.advance(60_000)
    expect(sent).toMatchObject([{ seq: 5, at: 0 }, { seq: 6, at: 4_200 }])
    report.refused(0)
    clock.advance(1_000)
    expect(sent.at(-1)).toMatchObject({ seq: 6, at: 61_200 })
    report.lost()
    report.refused(0)
    clock.advance(60_000)
    expect(sent).toHaveLength(3)
    expect(clock.waiting).toBe(0)
  })

  it('is reported where the server keeps marks but has none of this room, and not again when the room changes otherwise', () => {
    const { clock, report, seqs } = world()
    report.settle(undefined, true)
    report.read(mark(4))
    clock.advance(2_000)
    report.settle(undefined, true)
    report.read(mark(4))
    expect(seqs()).toEqual([4])
  })

  // Another device that came later took a first mark of its own: two devices showed two counts.
  it('is reported of a room without messages, so that all devices count from there', () => {
    const { clock, report, seqs } = world()
    report.settle(undefined, true, UNSEEN)
    report.read(mark(0))
    clock.advance(2_000)
    report.settle(undefined, true, UNSEEN)
    report.read(mark(0))
    expect(seqs()).toEqual([0])
  })

  it('is reported though it lies further back, once messages were marked as unread', () => {
    const { clock, report, sent } = world()
    report.settle(mark(9), true)
    report.read(mark(4, 1))
    report.read(mark(12))
    clock.advance(2_000)
    expect(sent).toEqual([{ seq: 4, generation: 1, at: 0 }])
  })

  it('is reported before the page goes', () => {
    const { report, seqs } = world()
    report.settle(mark(0), true)
    report.read(mark(1))
    report.read(mark(2))
    report.flush()
    expect(seqs()).toEqual([1, 2])
  })

  it('is never reported more than once per second, and always in the end', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(3_000))), (steps) => {
      const { clock, sent, report } = world()
      report.settle(mark(0), true)
      let reached = 0
      for (const [more, ms] of steps) {
        reached += more
        report.read(mark(reached))
        clock.advance(ms)
      }
      clock.advance(1_000)
      expect(sent.at(-1)?.seq ?? 0).toBe(reached)
      const gaps = sent.slice(1).map(({ at }, index) => at - (sent[index]?.at ?? 0))
      expect(gaps.filter(gap => gap < 1_000)).toEqual([])
    }))
  })
})
