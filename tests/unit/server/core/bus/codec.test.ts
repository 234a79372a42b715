import { describe, expect, it } from 'vitest'
import { TEXT_MAX_CHARS } from '#shared/limits'
import type { MessageEvent } from '#shared/events/message'
import {
  decodeControl, decodeEvents, decodeExternal, encodeControl, encodeEvents, PAYLOAD_MAX_CHARS,
} from '../../../../../server/core/bus/codec'

function event(seq: number, text = 'hello'): MessageEvent {
  return { type: 'message', room: 'r1', seq, id: `m${seq}`, author: { id: 'u1', name: 'Ada' }, at: seq, text }
}

describe('the payload of events', () => {
  it('holds all events of a small batch, and gives them back', () => {
    const events = [event(1), { ...event(2, '"\n👋'), clientId: 'c' }]
    const payloads = encodeEvents(events)
    expect(payloads).toHaveLength(1)
    expect(decodeEvents('r1', payloads[0] ?? '')).toEqual({ events, damaged: 0 })
  })

  it('is none for no events', () => {
    expect(encodeEvents([])).toEqual([])
  })

  it('is split before it gets too long, in order', () => {
    const events = Array.from({ length: 100 }, (_, i) => event(i + 1))
    const payloads = encodeEvents(events, 1_000)
    expect(payloads.length).toBeGreaterThan(5)
    expect(payloads.every(payload => payload.length <= 1_000)).toBe(true)
    expect(payloads.flatMap(payload => decodeEvents('r1', payload)?.events ?? [])).toEqual(events)
  })

  it('holds one event that is longer than a payload should be by itself', () => {
    const payloads = encodeEvents([event(1), event(2, 'x'.repeat(2_000)), event(3)], 1_000)
    expect(payloads.map(payload => decodeEvents('r1', payload)?.events.map(({ seq }) => seq))).toEqual([[1], [2], [3]])
  })

  it('has room for the longest text a message may have, however it is escaped', () => {
    const [payload] = encodeEvents([event(1, '\u0001'.repeat(TEXT_MAX_CHARS))])
    expect(payload?.length).toBeLessThan(PAYLOAD_MAX_CHARS)
  })

  it.each(['', 'hello', '{}', 'null', '1'])('is nothing when it is %s', (payload) => {
    expect(decodeEvents('r1', payload)).toBeNull()
  })

  // One item that was not understood dropped the whole payload.
  it.each([
    '1', '{"type":"message"}', '{"type":"vanish","room":"r1"}', JSON.stringify({ ...event(1), room: 'r2' }),
    JSON.stringify({ ...event(1), text: 5 }),
  ])('keeps the others beside %s, which is no event of the room', (item) => {
    expect(decodeEvents('r1', `[${JSON.stringify(event(1))},${item},${JSON.stringify(event(3))}]`)).toEqual({
      events: [event(1), event(3)],
      damaged: 1,
    })
  })

  it('passes an event of an unknown kind with its place and author, and without what else it says', () => {
    const { room, author } = event(2)
    const sparkle = { type: 'unknown', kind: 'sparkle', room, seq: 2, author, at: 5 } as const
    const item = JSON.stringify({ type: 'sparkle', room, seq: 2, author, at: 5, secret: 'x', text: 'y' })
    expect(decodeEvents('r1', `[${JSON.stringify(event(1))},${item}]`)).toEqual({
      events: [event(1), sparkle],
      damaged: 0,
    })
    expect(encodeEvents([sparkle]).map(payload => decodeEvents('r1', payload)?.events)).toEqual([[sparkle]])
  })

  it('loses fields that the schema does not know', () => {
    expect(decodeEvents('r1', JSON.stringify([{ ...event(1), token: 'x' }]))?.events).toEqual([event(1)])
  })
})

describe('a control message', () => {
  it.each([
    { type: 'renamed', user: { id: 'u1', name: 'Ada' }, at: 1795464004000 } as const,
    // As an older version says it.
    { type: 'presence', room: 'r1' } as const,
    { type: 'presence', room: 'r1', left: ['u1', 'u2'] } as const,
  ])('comes back as it was: %j', (message) => {
    expect(decodeControl(encodeControl(message))).toEqual(message)
  })

  it.each([
    '', 'hello', '{"type":"presence"}', '{"type":"presence","room":"a b"}', '{"type":"renamed","user":"u1"}',
    '{"type":"renamed","user":{"id":"u1","name":"Ada"}}',
    '{"type":"renamed","user":{"id":"u1","name":"Ada"},"at":"now"}', '{"type":"presence","room":"r1","left":[{}]}',
  ])('is nothing when it is %s', (payload) => {
    expect(decodeControl(payload)).toBeNull()
  })
})

describe('a bare text', () => {
  it('is shown as it comes', () => {
    expect(decodeExternal(' <b>hello</b>\n')).toBe(' <b>hello</b>\n')
  })

  it('is nothing when there is nothing to see in it', () => {
    expect(['', ' \n\t', '\u200B', '\u2800'].map(decodeExternal)).toEqual([null, null, null, null])
  })

  it('is cut at the length of a message, and not through a character', () => {
    expect(decodeExternal('x'.repeat(TEXT_MAX_CHARS + 1))).toHaveLength(TEXT_MAX_CHARS)
    expect(decodeExternal('x'.repeat(TEXT_MAX_CHARS - 1) + '👋')).toBe('x'.repeat(TEXT_MAX_CHARS - 1))
    expect(decodeExternal('x'.repeat(TEXT_MAX_CHARS - 2) + '👋')).toHaveLength(TEXT_MAX_CHARS)
  })
})
