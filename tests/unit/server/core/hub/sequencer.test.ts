import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Sequencer } from '../../../../../server/core/hub/sequencer'
import { messageEvent, messageEvents } from '../../../../support/events'

const seqs = (events: readonly { seq: number }[]) => events.map(event => event.seq)

describe('a sequencer', () => {
  it('gives events that come in order at once', () => {
    const sequencer = new Sequencer(0)
    expect(seqs(sequencer.accept([messageEvent(1)]))).toEqual([1])
    expect(seqs(sequencer.accept(messageEvents(2, 4)))).toEqual([2, 3, 4])
    expect(sequencer.position).toBe(4)
  })

  it('holds what comes too early and reports the gap', () => {
    const sequencer = new Sequencer(5)
    expect(sequencer.accept([messageEvent(8), messageEvent(9)])).toEqual([])
    expect(sequencer.gap()).toEqual({ after: 5, before: 8 })
    expect(seqs(sequencer.accept([messageEvent(7), messageEvent(6)]))).toEqual([6, 7, 8, 9])
    expect(sequencer.gap()).toBeNull()
  })

  it('drops doubles, whether they came out already or are held', () => {
    const sequencer = new Sequencer(0)
    sequencer.accept([messageEvent(1), messageEvent(3)])
    expect(sequencer.accept([messageEvent(1), messageEvent(3)])).toEqual([])
    expect(seqs(sequencer.accept([messageEvent(2), messageEvent(2)]))).toEqual([2, 3])
  })

  it('goes on behind events that retention removed from the log', () => {
    const sequencer = new Sequencer(10)
    expect(seqs(sequencer.acceptFromLog(messageEvents(20, 22)))).toEqual([20, 21, 22])
    expect(sequencer.position).toBe(22)
  })

  it('gives every event once and in order, whatever order and doubles they come with', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 8 }), { maxLength: 60 }),
        (batches) => {
          const sequencer = new Sequencer(0)
          const out = batches.flatMap(batch => seqs(sequencer.accept(batch.map(seq => messageEvent(seq)))))
          const rest = seqs(sequencer.acceptFromLog(messageEvents(sequencer.position + 1, 40)))
          expect([...out, ...rest]).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
        },
      ),
    )
  })
})
