import { describe, expect, it } from 'vitest'
import { EVENTS, parseLogEvent, type KnownEvent, type LogEvent } from '#shared/events'
import { encodeLogEvent } from '../../../../../server/core/wire/encode'

const marks = { room: 'a', seq: 3, id: 'm"1', author: { id: 'u1', name: 'Ada "A" 你' }, at: 5 }
const HEAD = '"room":"a","seq":3,"id":"m\\"1","author":{"id":"u1","name":"Ada \\"A\\" 你"},"at":5'

const EXAMPLES: readonly (readonly [KnownEvent, string])[] = [
  [{ type: 'message', ...marks, text: 'a "b"\n' }, `{"type":"message",${HEAD},"text":"a \\"b\\"\\n"}`],
  [{ type: 'edit', ...marks, target: 2, text: 'c' }, `{"type":"edit",${HEAD},"target":2,"text":"c"}`],
  [{ type: 'delete', ...marks, target: 2 }, `{"type":"delete",${HEAD},"target":2}`],
  [
    { type: 'member', ...marks, action: 'add', person: { id: 'u2', name: 'Ben' } },
    `{"type":"member",${HEAD},"action":"add","person":{"id":"u2","name":"Ben"}}`,
  ],
  [{ type: 'member', ...marks, action: 'join' }, `{"type":"member",${HEAD},"action":"join"}`],
  [{ type: 'room', ...marks, title: 'T' }, `{"type":"room",${HEAD},"title":"T"}`],
]

describe('the JSON of an event', () => {
  it.each(EXAMPLES)('is the same for all versions, byte for byte: $type', (event, json) => {
    expect(encodeLogEvent(event)).toMatchObject({ seq: 3, json, bytes: Buffer.byteLength(json), event })
  })

  it('has an example for every kind, and gives back each event', () => {
    expect(new Set(EXAMPLES.map(([{ type }]) => type))).toEqual(new Set(Object.keys(EVENTS)))
    for (const [event, json] of EXAMPLES) expect(parseLogEvent(JSON.parse(json))).toEqual(event)
  })

  it('has the client id behind the id, where a client gave one', () => {
    const { json } = encodeLogEvent({ type: 'delete', ...marks, clientId: 'c1', target: 2 })
    expect(json).toContain('"id":"m\\"1","clientId":"c1","author"')
  })

  it('is the bare text for plain clients, of messages only', () => {
    expect(EXAMPLES.map(([event]) => encodeLogEvent(event).text)).toEqual(['a "b"\n', null, null, null, null, null])
  })

  it.each(EXAMPLES)('holds nothing that an object carries besides: $type', (event, json) => {
    const more = { address: '192.0.2.1', note: { text: 'secret' } }
    const person = 'person' in event && event.person ? { person: { ...event.person, ...more } } : {}
    expect(encodeLogEvent({ ...more, ...event, ...person, author: { ...event.author, ...more } }).json).toBe(json)
  })

  it('is the place alone for an event of an unknown kind', () => {
    const { room, seq, author, at } = marks
    const event: LogEvent = { type: 'unknown', kind: 'sparkle', room, seq, author, at, ...{ text: 'secret' } }
    expect(encodeLogEvent(event).json).toBe(
      '{"type":"sparkle","room":"a","seq":3,"author":{"id":"u1","name":"Ada \\"A\\" 你"},"at":5}',
    )
  })
})
