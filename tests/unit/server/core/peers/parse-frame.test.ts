import { describe, expect, it } from 'vitest'
import { correlationOf, isCommand, parseFrame, parseJson } from '../../../../../server/core/peers/parse-frame'

const refusal = (text: string) => {
  try {
    return parseFrame(parseJson(text))
  }
  catch (thrown) {
    return thrown
  }
}

describe('a frame of a client', () => {
  it('is read as what its type says', () => {
    const frame = parseFrame(parseJson('{"type":"join","id":1,"room":"channel_1"}'))
    expect(frame).toEqual({ type: 'join', id: 1, room: 'channel_1' })
    expect(isCommand(frame)).toBe(false)
    expect(isCommand(parseFrame({ type: 'send', room: 'channel_1', clientId: 'c1', text: 'hello' }))).toBe(true)
  })

  it.each([
    ['no JSON', '{', 'bad_frame', 'Send one JSON object with a type: ping, join,'],
    ['no frame', '{"type":"join","id":"one","room":"channel_1"}', 'bad_frame', 'id must be'],
    ['a message of blanks', '{"type":"send","room":"channel_1","clientId":"c1","text":" "}', 'empty', ''],
    ['a message that is too long', JSON.stringify({
      type: 'send', room: 'channel_1', clientId: 'c1', text: 'x'.repeat(4_001),
    }), 'too_long', ''],
  ])('is refused with what was expected when it is %s', (_what, text, code, message) => {
    expect(refusal(text)).toMatchObject({ code, message: expect.stringContaining(message) })
  })
})

describe('what an error frame is about', () => {
  it('is as much as an unreadable frame says of it', () => {
    expect(correlationOf({ type: 'send', room: 'channel_1', clientId: 'c1', text: 7 }))
      .toEqual({ room: 'channel_1', clientId: 'c1' })
    expect(correlationOf({ id: 'one', room: 'channel_1' })).toEqual({ room: 'channel_1' })
    for (const value of [undefined, null, 7, 'text']) expect(correlationOf(value)).toEqual({})
  })
})
