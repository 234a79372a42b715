import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clientFrame, newWalk, OPCODE, readFrame, walkFrames } from '../../../../bench/load/frames.mjs'
import { deflatedTextFrame, PING_FRAME, textFrame } from '../../../../server/core/wire/ws-frame'
import { createFrameSplitter } from '../../../support/ws-frames'

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = []
  let at = 0
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1
    chunks.push(bytes.subarray(at, at + size))
    at += size
  }
  return chunks
}

function walk(chunks: readonly Buffer[]) {
  const state = newWalk()
  const seen: Array<{ opcode: number, length: number, kind: string }> = []
  for (const chunk of chunks)
    walkFrames(state, chunk, (opcode, length, kind) =>
      seen.push({ opcode, length, kind: kind === 0 ? '' : String.fromCharCode(kind) }),
    )
  return { seen, state }
}

describe('frames, as the load counts them', () => {
  it('are found however the stream is cut', () => {
    const texts = [
      '[{"type":"message"}]',
      '',
      'short',
      `[{"type":"presence",${'x'.repeat(200)}`,
      `[{"type":"message",${'y'.repeat(70_000)}`,
    ]
    const bytes = Buffer.concat([...texts.map(textFrame), PING_FRAME])
    const whole = walk([bytes])
    expect(whole.seen).toEqual([
      ...texts.map(text => ({ opcode: OPCODE.TEXT, length: text.length, kind: text[10] ?? '' })),
      { opcode: 0x9, length: 0, kind: '' },
    ])
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 20 }), (sizes) => {
      expect(walk(cut(bytes, sizes))).toEqual(whole)
    }), { numRuns: 50 })
    expect(walk(cut(bytes, [1]))).toEqual(whole)
  })

  it('end where nothing is left to come', () => {
    const { state } = walk([textFrame('a'.repeat(300)).subarray(0, 100)])
    expect(state.skip).toBe(300 - 96)
    expect(walk([textFrame('whole')]).state).toEqual(newWalk())
  })

  it('say whether they are compressed', () => {
    const seen: boolean[] = []
    walkFrames(
      newWalk(),
      Buffer.concat([deflatedTextFrame('a'.repeat(300)), textFrame('a'.repeat(300))]),
      (_opcode, _length, _kind, deflated) => seen.push(deflated),
    )
    expect(seen).toEqual([true, false])
    expect(readFrame(deflatedTextFrame('hello'))?.deflated).toBe(true)
  })

  it('are read whole, or not at all', () => {
    const frame = textFrame('a'.repeat(130))
    expect(readFrame(frame.subarray(0, -1))).toBeNull()
    expect(readFrame(Buffer.alloc(1))).toBeNull()
    expect(readFrame(Buffer.concat([frame, Buffer.from('next')]))).toEqual({
      size: frame.length,
      opcode: OPCODE.TEXT,
      deflated: false,
      payload: Buffer.from('a'.repeat(130)),
    })
  })

  it.each([
    0, 125, 126, 300,
  ])('are made so that another reader of the protocol finds the same %i characters', (length) => {
    const split = createFrameSplitter()
    split(Buffer.from('GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n'))
    expect(split(clientFrame(OPCODE.TEXT, 'z'.repeat(length))).map(unit => unit.text)).toEqual(['z'.repeat(length)])
  })
})
