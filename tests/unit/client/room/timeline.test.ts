import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  EMPTY_TIMELINE, LIVE_MAX, applyAcknowledged, applyEntries, applyJoined, applyLive, isReady, restoredTimeline,
  trimTimeline,
  type Timeline,
} from '~/client/room/timeline'
import { message, messageEvent, messages } from '../support/setup'

const entry = (seq: number) => messageEvent(seq)
const seqs = (timeline: Timeline) => timeline.messages.map(({ seq }) => seq)
const at = (seq: number): Timeline =>
  applyJoined(EMPTY_TIMELINE, { epoch: 'e1', head: seq, mode: 'reset', page: messages(1, seq) })

describe('applyEntries', () => {
  it.each<[string, number, number[], { seqs: number[], position: number, applied: number, beyond: number | null }]>([
    ['applies the next ones', 2, [3, 4], { seqs: [1, 2, 3, 4], position: 4, applied: 2, beyond: null }],
    ['drops what it has', 2, [1, 2, 3], { seqs: [1, 2, 3], position: 3, applied: 1, beyond: null }],
    ['drops doubles among the new', 2, [3, 3, 4, 3], { seqs: [1, 2, 3, 4], position: 4, applied: 2, beyond: null }],
    ['stops at a gap', 2, [3, 5, 6], { seqs: [1, 2, 3], position: 3, applied: 1, beyond: 5 }],
    ['applies nothing beyond a gap', 2, [4], { seqs: [1, 2], position: 2, applied: 0, beyond: 4 }],
    ['does nothing for nothing', 2, [], { seqs: [1, 2], position: 2, applied: 0, beyond: null }],
  ])('applyEntries: %s', (_name, start, incoming, expected) => {
    const { timeline, applied, beyond } = applyEntries(at(start), incoming.map(entry))
    expect({ seqs: seqs(timeline), position: timeline.position?.seq, applied: applied.length, beyond }).toEqual(
      expected,
    )
  })

  it('drops what comes before anything is known', () => {
    expect(applyEntries(EMPTY_TIMELINE, [entry(1)])).toEqual({ timeline: EMPTY_TIMELINE, applied: [], beyond: null })
  })

  it('moves the position over an event that shows nothing', () => {
    const { timeline } = applyEntries(at(1), [{ type: 'unknown', room: 'channel_1', seq: 2 }, entry(3)])
    expect(seqs(timeline)).toEqual([1, 3])
    expect(timeline.position?.seq).toBe(3)
  })

  it('gives the log without doubles, in order, however the entries were cut, repeated and mixed, once holes were asked for again', () => {
    const deliveries = fc.array(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 10 }), { maxLength: 30 })
    fc.assert(fc.property(deliveries, fc.integer({ min: 0, max: 10 }), (batches, start) => {
      let timeline = at(start)
      for (const batch of batches) {
        const applied = applyEntries(timeline, batch.map(entry))
        timeline = applied.timeline
        const position = timeline.position?.seq ?? 0
        expect(seqs(timeline)).toEqual(messages(1, position).map(({ seq }) => seq))
        if (applied.beyond !== null)
          timeline = applyEntries(
            timeline,
            messages(position + 1, applied.beyond).map(({ seq }) => entry(seq)),
          ).timeline
      }
      const rest = applyEntries(timeline, messages(1, 40).map(({ seq }) => entry(seq)))
      expect(seqs(rest.timeline)).toEqual(messages(1, 40).map(({ seq }) => seq))
    }))
  })
})

describe('applyJoined', () => {
  it('replaces the list with the page of a reset', () => {
    const timeline = applyJoined(at(3), { epoch: 'e1', head: 90, mode: 'reset', page: messages(41, 90), older: true })
    expect(seqs(timeline)).toEqual(messages(41, 90).map(({ seq }) => seq))
    expect(timeline).toMatchObject({ position: { epoch: 'e1', seq: 90 }, older: true })
  })

  it('keeps the list when it resumes', () => {
    const timeline = applyJoined(at(3), { epoch: 'e1', head: 5, mode: 'resumed' })
    expect(timeline).toMatchObject({ position: { seq: 3 }, target: 5 })
  })

  it('forgets its position when the server resumes another epoch, so that the next join gets a page', () => {
    expect(applyJoined(at(3), { epoch: 'e2', head: 5, mode: 'resumed' }).position).toBeNull()
  })

  it('takes live lines of another epoch away, and those that stood before the page', () => {
    const withLine = applyLive(at(3), { key: 'l1', at: 0, text: 'outside' })
    expect(applyJoined(withLine, { epoch: 'e2', head: 3, mode: 'reset', page: messages(1, 3) }).live).toEqual([])
    expect(applyJoined(withLine, { epoch: 'e1', head: 9, mode: 'reset', page: messages(5, 9) }).live).toEqual([])
    expect(applyJoined(withLine, { epoch: 'e1', head: 9, mode: 'reset', page: messages(2, 9) }).live).toHaveLength(1)
  })
})

describe('isReady', () => {
  it('is false while nothing is known, and while what was missed is on its way into an empty list', () => {
    expect(isReady(EMPTY_TIMELINE)).toBe(false)
    expect(isReady(applyJoined(at(0), { epoch: 'e1', head: 5, mode: 'resumed' }))).toBe(false)
  })

  it('is true for a room that is known to be empty', () => {
    expect(isReady(at(0))).toBe(true)
  })
})

describe('applyAcknowledged', () => {
  it('puts the message into the list without moving the position, and the event then changes nothing', () => {
    const acknowledged = applyAcknowledged(at(2), message(5))
    expect(seqs(acknowledged)).toEqual([1, 2, 5])
    expect(acknowledged.position?.seq).toBe(2)
    expect(seqs(applyEntries(acknowledged, [3, 4, 5].map(entry)).timeline)).toEqual([1, 2, 3, 4, 5])
  })

  it('is nothing new when the event came first', () => {
    const timeline = at(2)
    expect(applyAcknowledged(timeline, message(2))).toBe(timeline)
  })
})

describe('applyLive', () => {
  it('keeps the newest lines only', () => {
    let timeline = at(1)
    for (let count = 0; count <= LIVE_MAX; count++)
      timeline = applyLive(timeline, { key: `l${count}`, at: count, text: 'x' })
    expect(timeline.live).toHaveLength(LIVE_MAX)
    expect(timeline.live[0]?.key).toBe('l1')
  })
})

describe('a list with a message that was acknowledged before earlier ones came', () => {
  // After a reload an earlier message stood twice where a link led to it: once below the list, and once in it.
  it('begins where those are missing, when it is restored and when it is trimmed', () => {
    const position = { epoch: 'e1', seq: 5 }
    expect(restoredTimeline({ position, messages: [message(8)], older: true }).from).toBe(6)
    const ahead = [8, 9].reduce((list, seq) => applyAcknowledged(list, message(seq)), at(5))
    expect(trimTimeline(ahead, 2)).toMatchObject({ from: 6, older: true })
    expect(trimTimeline(ahead, 3)).toMatchObject({ from: 5, older: true })
  })
})

describe('trimTimeline', () => {
  it('keeps the newest messages and says that there are older ones', () => {
    expect(trimTimeline(at(10), 3)).toMatchObject({
      older: true,
      position: { seq: 10 },
      messages: [{ seq: 8 }, { seq: 9 }, { seq: 10 }],
    })
  })

  it('leaves a short list alone', () => {
    const timeline = at(3)
    expect(trimTimeline(timeline, 3)).toBe(timeline)
    expect(trimTimeline(timeline, Infinity)).toBe(timeline)
  })
})
