import { describe, expect, it } from 'vitest'
import { createFrameSplitter } from '../../support/ws-frames'

const HEAD = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n'

interface FrameOptions { readonly fin?: boolean, readonly opcode?: number, readonly mask?: boolean }

const MASK = Buffer.from([1, 2, 3, 250])

/** A frame as RFC 6455 draws it. */
function frame(text: string, { fin = true, opcode = 1, mask = false }: FrameOptions = {}): Buffer {
  const payload = Buffer.from(text)
  const short = payload.length < 126 ? payload.length : payload.length < 65_536 ? 126 : 127
  const long = Buffer.alloc(short === 126 ? 2 : short === 127 ? 8 : 0)
  if (long.length > 0)
    long.writeUIntBE(payload.length, long.length - Math.min(long.length, 6), Math.min(long.length, 6))
  const head = Buffer.from([(fin ? 0x80 : 0) | opcode, (mask ? 0x80 : 0) | short])
  if (!mask) return Buffer.concat([head, long, payload])
  return Buffer.concat([head, long, MASK, payload.map((byte, i) => byte ^ MASK.readUInt8(i % 4))])
}

function opened() {
  const split = createFrameSplitter()
  split(Buffer.from(HEAD))
  return split
}

describe('the frame splitter', () => {
  it('passes the head first, then one unit for each frame', () => {
    const split = createFrameSplitter()
    const units = split(Buffer.concat([Buffer.from(HEAD), frame('one'), frame('two')]))
    expect(units.map(unit => unit.text)).toEqual([undefined, 'one', 'two'])
    expect(units[0]?.bytes.toString()).toBe(HEAD)
  })

  it.each([0, 1, 125, 126, 65_535, 65_536])('reads a text of %i bytes, masked and not', (length) => {
    const text = 'x'.repeat(length)
    for (const mask of [false, true]) {
      const bytes = frame(text, { mask })
      const [unit] = opened()(bytes)
      expect(unit?.text === text && unit.bytes.equals(bytes)).toBe(true)
    }
  })

  it('gives the same units however the bytes are cut', () => {
    const bytes = Buffer.concat([Buffer.from(HEAD), frame('héllo', { mask: true }), frame('x'.repeat(300))])
    const split = createFrameSplitter()
    const units = [...bytes].flatMap(byte => split(Buffer.from([byte])))
    expect(units.map(unit => unit.text)).toEqual([undefined, 'héllo', 'x'.repeat(300)])
    expect(Buffer.concat(units.map(unit => unit.bytes))).toEqual(bytes)
  })

  it('puts fragments together, with a ping in between', () => {
    const units = opened()(Buffer.concat([
      frame('one ', { fin: false }),
      frame('', { opcode: 9 }),
      frame('message', { opcode: 0 }),
    ]))
    expect(units.map(unit => unit.text)).toEqual([undefined, undefined, 'one message'])
  })

  it('takes binary messages for no text', () => {
    expect(opened()(frame('bytes', { opcode: 2 }))[0]?.text).toBeUndefined()
  })

  it('passes what is no WebSocket as it comes', () => {
    const split = createFrameSplitter()
    const [head, body] = split(Buffer.from('HTTP/1.1 403 Forbidden\r\n\r\nno'))
    expect(head?.bytes.toString()).toBe('HTTP/1.1 403 Forbidden\r\n\r\n')
    expect(body).toEqual({ bytes: Buffer.from('no') })
    expect(split(Buffer.from('more'))).toEqual([{ bytes: Buffer.from('more') }])
  })
})
