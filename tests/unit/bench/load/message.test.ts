import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { messageReader, microseconds, stampedText, TEXT_BYTES } from '../../../../bench/load/message.mjs'

function read(chunks: readonly Buffer[]) {
  const seen: number[][] = []
  const take = messageReader((...message) => seen.push(message))
  for (const chunk of chunks) take(chunk)
  return seen
}

describe('a measured message', () => {
  it('has the same length whatever it says', () => {
    for (const text of [stampedText(0, 0, 0), stampedText(99, 12_345_678, microseconds())])
      expect(text).toHaveLength(TEXT_BYTES)
  })

  it('is found in any stream, however it is cut', () => {
    const messages = [[0, 0, 1], [7, 41, 123_456_789], [49, 99_999_999, 9_999_999_999_999]]
    const bytes = Buffer.from(
      messages
        .map(([sender = 0, counter = 0, at = 0]) => `[{"text":"${stampedText(sender, counter, at)}"}, ~`)
        .join(' noise ~ '),
    )
    expect(read([bytes])).toEqual(messages)
    fc.assert(fc.property(fc.integer({ min: 1, max: bytes.length }), (size) => {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      )
      expect(read(chunks)).toEqual(messages)
    }))
  })

  it('is not made of the buffer that the next read overwrites', () => {
    const text = stampedText(3, 5, 8)
    const shared = Buffer.from(text.slice(0, 20))
    const seen: number[][] = []
    const take = messageReader((...message) => seen.push(message))
    take(shared)
    shared.fill('!')
    take(Buffer.from(text.slice(20)))
    expect(seen).toEqual([[3, 5, 8]])
  })

  it('carries a time that only grows', () => {
    const [first, second] = [microseconds(), microseconds()]
    expect(second).toBeGreaterThanOrEqual(first)
  })
})
