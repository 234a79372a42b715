import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseServerFrame } from '~/client/wire/parse'
import { messageEvent } from '../support/setup'

describe('parseServerFrame', () => {
  it('reads every event of a frame', () => {
    expect(parseServerFrame(JSON.stringify([messageEvent(1), messageEvent(2)]))).toMatchObject({
      events: [{ seq: 1 }, { seq: 2 }],
      ignored: 0,
    })
  })

  it('keeps the known events beside one that it does not know', () => {
    const frame = JSON.stringify([messageEvent(1), { type: 'fireworks', room: 'channel_1' }, messageEvent(2)])
    expect(parseServerFrame(frame)).toMatchObject({ events: [{ seq: 1 }, { seq: 2 }], ignored: 1 })
  })

  it('takes the place of a log event of a newer server, so that it does not look like a gap', () => {
    const edited = { type: 'edited', room: 'channel_1', seq: 2, at: 5, author: { id: 'bob', name: 'Bob' }, target: 1 }
    expect(parseServerFrame(JSON.stringify([edited])).events).toEqual([{ type: 'unknown', room: 'channel_1', seq: 2 }])
  })

  it('takes the place of a change of which an older process passed on the marks only', () => {
    const marks = { type: 'edit', room: 'channel_1', seq: 2, at: 5, author: { id: 'bob', name: 'Bob' } }
    expect(parseServerFrame(JSON.stringify([marks])).events).toEqual([
      { type: 'unknown', room: 'channel_1', seq: 2, withheld: true },
    ])
    expect(parseServerFrame(JSON.stringify([{ ...marks, id: 'm2', target: 'x' }]))).toEqual({ events: [], ignored: 1 })
  })

  it('does not take the place of a message that is damaged: it is asked for again', () => {
    expect(parseServerFrame(JSON.stringify([{ ...messageEvent(1), text: 5 }]))).toEqual({ events: [], ignored: 1 })
  })

  it('reads an error of a code that it does not know: what was refused has its answer', () => {
    const refusal = { type: 'error', code: 'quota_used', message: 'No.', room: 'channel_1', clientId: 'c1' }
    expect(parseServerFrame(JSON.stringify([refusal]))).toMatchObject({
      events: [{ code: 'internal', clientId: 'c1' }],
      ignored: 0,
    })
    expect(parseServerFrame(JSON.stringify([{ ...refusal, code: 5 }]))).toEqual({ events: [], ignored: 1 })
  })

  it.each([
    ['no JSON', '{'],
    ['no array', '{}'],
    ['binary', new Uint8Array([1])],
    ['nothing', null],
  ])('counts a frame that is %s', (_name, data) => {
    expect(parseServerFrame(data)).toEqual({ events: [], ignored: 1 })
  })

  it('never throws, and gives or counts each event', () => {
    fc.assert(fc.property(fc.array(fc.jsonValue()), (frame) => {
      const { events, ignored } = parseServerFrame(JSON.stringify(frame))
      expect(events.length + ignored).toBe(frame.length)
    }))
  })
})
