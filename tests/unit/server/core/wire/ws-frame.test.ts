import { inflateRawSync, constants } from 'node:zlib'
import { Receiver } from 'ws'
import { describe, expect, it } from 'vitest'
import { deflatedTextFrame, textFrame, textFrames } from '../../../../../server/core/wire/ws-frame'

/** Reads frames as a browser would, with the receiver of `ws`. */
async function read(bytes: Buffer): Promise<string[]> {
  const texts: string[] = []
  const receiver = new Receiver({ isServer: false })
  receiver.on('message', (data: Buffer, isBinary: boolean) => texts.push(isBinary ? 'binary' : data.toString()))
  await new Promise<void>(resolve => receiver.write(bytes, () => resolve()))
  receiver.end()
  return texts
}

describe('a ready-made WebSocket frame', () => {
  it.each([0, 1, 125, 126, 65_535, 65_536, 200_000])('holds a text of %i bytes', async (length) => {
    const text = 'a'.repeat(length)
    expect(await read(textFrame(text))).toEqual([text])
  })

  it('keeps characters of several bytes whole', async () => {
    expect(await read(textFrame('你好, مرحبا 👋'))).toEqual(['你好, مرحبا 👋'])
  })

  it('stands in one buffer with others, one frame a text', async () => {
    expect(await read(textFrames(['one', '', 'three']))).toEqual(['one', '', 'three'])
  })

  it('can be compressed so that it needs no frame before it', () => {
    const text = JSON.stringify(Array.from({ length: 50 }, (_, seq) => ({ type: 'message', seq, text: '你好 👋' })))
    const frame = deflatedTextFrame(text)
    expect(frame[0]).toBe(0x80 | 0x40 | 0x1)
    expect(frame.length * 3).toBeLessThan(textFrame(text).length)
    const payload = frame.subarray(frame.readUInt8(1) === 126 ? 4 : 2)
    expect(
      inflateRawSync(Buffer.concat([payload, Buffer.from([0, 0, 0xFF, 0xFF])]), {
        finishFlush: constants.Z_SYNC_FLUSH,
      }).toString(),
    ).toBe(text)
  })
})
