import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventDraft, MessageDraft } from '../../../../../server/core/log/draft'
import { UnknownRoomError, UnknownTargetError } from '../../../../../server/core/log/log'
import { planBatch, toAppended } from '../../../../../server/core/log/plan-batch'

function draft(room: string, clientId?: string, author = 'u1'): MessageDraft {
  const ids = { id: `${room}-${clientId}`, ...(clientId === undefined ? {} : { clientId }) }
  return { type: 'message', room, ...ids, author: { id: author, name: 'Ada' }, at: 1, text: 'hello' }
}

describe('the plan of a batch', () => {
  it('numbers each room on from its last seq', () => {
    const plan = planBatch([draft('a'), draft('b'), draft('a')], new Map([['a', 7], ['b', 0]]), [])
    expect(plan.events.map(({ room, seq }) => [room, seq])).toEqual([['a', 8], ['b', 1], ['a', 9]])
    expect([...plan.lastSeqs]).toEqual([['a', 9], ['b', 1]])
  })

  it('gives the first event again to a client id that comes twice in the batch', () => {
    const plan = planBatch([draft('a', 'c1'), draft('a', 'c1')], new Map([['a', 0]]), [])
    expect(plan.events).toHaveLength(1)
    expect(plan.results).toEqual([
      { event: plan.events[0], repeated: false },
      { event: plan.events[0], repeated: true },
    ])
  })

  it('gives the stored event again to a client id that is in the log, and changes nothing', () => {
    const stored = planBatch([draft('a', 'c1')], new Map([['a', 0]]), []).events
    const plan = planBatch([draft('a', 'c1')], new Map([['a', 5]]), stored)
    expect(plan).toEqual({ results: [{ event: stored[0], repeated: true }], events: [], lastSeqs: new Map() })
  })

  it('does not mix up ids that look alike when they are joined', () => {
    const plan = planBatch(
      [draft('a', '1', 'u,1'), draft('a', '1,1', 'u'), draft('a', 'u,1', '1')],
      new Map([['a', 0]]),
      [],
    )
    expect(plan.events).toHaveLength(3)
  })

  it('answers an unknown room, and numbers the others as if it were not there', () => {
    const plan = planBatch([draft('nowhere'), draft('a')], new Map([['a', 0]]), [])
    expect(plan.results[0]).toEqual({ unknownRoom: 'nowhere' })
    expect(plan.events.map(({ seq }) => seq)).toEqual([1])
    expect(plan.results.map(toAppended)[0]).toBeInstanceOf(UnknownRoomError)
  })

  it('numbers changes like messages, and gives the first event again whatever kinds the two are of', () => {
    const edit: EventDraft = { ...draft('a', 'c1'), type: 'edit', target: 2, text: 'new' }
    const removal: EventDraft = { ...draft('a', 'c2'), type: 'delete', target: 2 }
    const plan = planBatch([edit, removal, draft('a', 'c1')], new Map([['a', 7]]), [])
    expect(plan.events.map(({ type, seq }) => [type, seq])).toEqual([['edit', 8], ['delete', 9]])
    expect(plan.results[2]).toEqual({ event: plan.events[0], repeated: true })
  })

  it('refuses a change of an event that was not in the log before the batch', () => {
    const change = (room: string, target: number): EventDraft => ({ ...draft(room), type: 'delete', target })
    const plan = planBatch([draft('a'), change('a', 4), change('a', 3), change('nowhere', 1)], new Map([['a', 3]]), [])
    expect(plan.events.map(({ type, seq }) => [type, seq])).toEqual([['message', 4], ['delete', 5]])
    expect(plan.results.map(toAppended)[1]).toBeInstanceOf(UnknownTargetError)
    expect(plan.results.map(toAppended)[3]).toBeInstanceOf(UnknownTargetError)
  })

  it('stores nothing of an author but id and name', () => {
    const author = { id: 'u1', name: 'Ada', secret: 'session' }
    expect(planBatch([{ ...draft('a'), author }], new Map([['a', 0]]), []).events[0]?.author).toEqual({
      id: 'u1',
      name: 'Ada',
    })
  })

  it('writes the same whether drafts come in one batch or one by one', () => {
    const anyDraft = fc
      .record({
        room: fc.constantFrom('a', 'b', 'nowhere'),
        author: fc.constantFrom('u1', 'u2'),
        clientId: fc.option(fc.constantFrom('c1', 'c2', 'c3'), { nil: undefined }),
      })
      .map(({ room, author, clientId }) => draft(room, clientId, author))
    fc.assert(fc.property(fc.array(anyDraft, { maxLength: 30 }), fc.nat(30), (drafts, cut) => {
      const lastSeqs = new Map([['a', 3], ['b', 0]])
      const whole = planBatch(drafts, lastSeqs, [])
      const head = planBatch(drafts.slice(0, cut), lastSeqs, [])
      const tail = planBatch(drafts.slice(cut), new Map([...lastSeqs, ...head.lastSeqs]), head.events)
      expect([...head.results, ...tail.results]).toEqual(whole.results)
      expect([...head.events, ...tail.events]).toEqual(whole.events)
      for (const [room, lastSeq] of lastSeqs) {
        const given = whole.events.filter(event => event.room === room).map(event => event.seq)
        expect(given).toEqual(given.map((_, i) => lastSeq + 1 + i))
      }
    }))
  })
})
