import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Recent, type RecentEvent } from '../../../../../server/core/hub/recent'
import { encodeLogEvent } from '../../../../../server/core/wire/encode'
import { deleteEvent, editEvent, messageEvent } from '../../../../support/events'

function event(seq: number, chars = 10): RecentEvent {
  return { seq, json: 'x'.repeat(chars), bytes: chars, text: 'x', event: messageEvent(seq) }
}
const seqs = (events: readonly RecentEvent[]) => events.map(({ seq }) => seq)

describe('the recent events of a room', () => {
  it('cover nothing but the head at first', () => {
    const recent = new Recent(7, 10, 1_000)
    expect([6, 7, 8].map(seq => recent.covers(seq))).toEqual([false, true, false])
  })

  it('give what comes after a position and up to another', () => {
    const recent = new Recent(0, 10, 1_000)
    for (let seq = 1; seq <= 6; seq++) recent.push(event(seq))
    expect(seqs(recent.slice(2, 5))).toEqual([3, 4, 5])
    expect(seqs(recent.slice(6, 6))).toEqual([])
  })

  it('reach back when older events are put before them', () => {
    const recent = new Recent(5, 10, 1_000)
    recent.push(event(6))
    recent.prepend([event(3), event(4), event(5)])
    expect(recent.from).toBe(2)
    expect(seqs(recent.slice(2, 6))).toEqual([3, 4, 5, 6])
  })

  it('leave out older events that do not end right before them', () => {
    const recent = new Recent(5, 10, 1_000)
    recent.prepend([event(2), event(3)])
    expect(recent.from).toBe(5)
  })

  it('begin anew when an event does not follow', () => {
    const recent = new Recent(0, 10, 1_000)
    recent.push(event(1))
    recent.push(event(9))
    expect(recent.covers(1)).toBe(false)
    expect(seqs(recent.slice(8, 9))).toEqual([9])
  })

  // They were cut to their bounds before they were written: what a join is answered with, the newest that was, was
  // gone.
  it('keep what waits to be written, however much it is, and as much as usual of what was written before', () => {
    const recent = new Recent(100, 20, 400)
    for (let seq = 101; seq <= 150; seq++) recent.push(event(seq))
    recent.settle(110)
    expect([recent.from, recent.last]).toEqual([100, 150])
    recent.prepend([event(99), event(100)])
    expect(recent.covers(98)).toBe(true)
    recent.settle(150)
    expect([recent.covers(133), recent.covers(120), recent.last]).toEqual([true, false, 150])
  })

  it('stay within their bounds and without a gap, whatever is pushed and put before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ chars: fc.integer({ min: 1, max: 60 }), older: fc.boolean() }), { maxLength: 120 }),
        (steps) => {
          const recent = new Recent(100, 20, 400)
          for (const { chars, older } of steps) {
            if (older) recent.prepend([event(recent.from, chars)])
            else recent.push(event(recent.last + 1, chars))
            recent.settle(recent.last)
            const all = recent.slice(recent.from, recent.last)
            expect(all.length).toBeLessThanOrEqual(20)
            expect(all.reduce((sum, { json }) => sum + json.length, 0)).toBeLessThanOrEqual(400)
            expect(seqs(all)).toEqual(Array.from({ length: all.length }, (_, index) => recent.from + 1 + index))
          }
        },
      ),
    )
  })
})

describe('a delete in the recent events', () => {
  const filled = (...events: Parameters<typeof encodeLogEvent>[0][]) => {
    const recent = new Recent(0, 100, 100_000)
    for (const each of events) recent.push(encodeLogEvent(each))
    recent.settle(recent.last)
    return recent
  }
  const all = (recent: Recent) => recent.slice(recent.from, recent.last)
  const kinds = (recent: Recent) => all(recent).map(({ json }) => Object(JSON.parse(json)).type)

  it('takes out its message and all edits of it, and leaves their places', () => {
    const canaries = [messageEvent(1, 'channel_1', 'canary'), editEvent(3, 1, 'canary too')] as const
    const recent = filled(canaries[0], messageEvent(2), canaries[1], editEvent(4, 2), deleteEvent(5, 1))
    expect(kinds(recent)).toEqual(['redacted', 'message', 'redacted', 'edit', 'delete'])
    expect(JSON.stringify(recent.slice(0, 5))).not.toContain('canary')
  })

  it('takes out an edit that comes after it', () => {
    const recent = filled(messageEvent(1), deleteEvent(2, 1), editEvent(3, 1))
    expect(kinds(recent)).toEqual(['redacted', 'delete', 'redacted'])
  })

  it('takes out what is read from the log later and was older than it', () => {
    const recent = new Recent(2, 100, 100_000)
    recent.push(encodeLogEvent(deleteEvent(3, 1)))
    recent.prepend([messageEvent(1), editEvent(2, 1)].map(encodeLogEvent))
    expect(kinds(recent)).toEqual(['redacted', 'redacted', 'delete'])
  })

  it('a delete by another user takes nothing out of the recent events', () => {
    const foreign = { ...deleteEvent(3, 1), author: { id: 'u_eve', name: 'Eve' } }
    const recent = filled(messageEvent(1), editEvent(2, 1), foreign)
    expect(kinds(recent)).toEqual(['message', 'edit', 'delete'])
  })

  it('keeps the bounds exact: what it took out counts no more', () => {
    const recent = new Recent(0, 1_000, 2_000)
    recent.push(encodeLogEvent(messageEvent(1, 'channel_1', 'x'.repeat(1_500))))
    recent.settle(1)
    recent.push(encodeLogEvent(deleteEvent(2, 1)))
    recent.settle(2)
    for (let seq = 3; seq <= 9; seq++) recent.push(encodeLogEvent(messageEvent(seq)))
    recent.settle(9)
    expect(recent.from).toBe(0)
  })
})
