import { describe, expect, it } from 'vitest'
import { Sample } from '../../../../bench/load/client.mjs'
import { stampedText } from '../../../../bench/load/message.mjs'
import { deflatedTextFrame, textFrame } from '../../../../server/core/wire/ws-frame'

function seen(...messages: ReadonlyArray<readonly [sender: number, counter: number]>) {
  const sample = new Sample()
  for (const [sender, counter] of messages) sample.take(Buffer.from(stampedText(sender, counter, 0)))
  return sample
}

describe('a client that reads everything', () => {
  it('finds the messages in compressed frames, and in those that were too short for it, however the stream is cut', () => {
    const batch = (counters: readonly number[]) =>
      `[${counters.map(counter => `"${stampedText(1, counter, 0)}"`).join(',')}]`
    const bytes = Buffer.concat([
      deflatedTextFrame(batch([0, 1, 2])),
      textFrame(batch([3])),
      deflatedTextFrame(batch([4, 5])),
    ])
    const sample = new Sample()
    for (let at = 0; at < bytes.length; at += 50) sample.takeFrames(bytes.subarray(at, at + 50))
    expect(sample).toMatchObject({ messages: 6, gaps: 0, disorder: 0 })
  })

  it('has nothing to say of messages in order, each sender for itself', () => {
    expect(seen([1, 4], [2, 9], [1, 5], [2, 10])).toMatchObject({ messages: 4, gaps: 0, disorder: 0 })
  })

  it('counts each message that is left out', () => {
    expect(seen([1, 0], [1, 3])).toMatchObject({ gaps: 2, disorder: 0 })
  })

  it('notices a message that comes twice, or after a later one', () => {
    expect(seen([1, 0], [1, 0], [1, 1])).toMatchObject({ gaps: 0, disorder: 1 })
    expect(seen([1, 0], [1, 2], [1, 1], [1, 3])).toMatchObject({ gaps: 1, disorder: 1 })
  })

  it('distinguishes two orders of the same messages', () => {
    expect(seen([1, 0], [2, 0]).order).toBe(seen([1, 0], [2, 0]).order)
    expect(seen([1, 0], [2, 0]).order).not.toBe(seen([2, 0], [1, 0]).order)
  })

  it('notices what was lost between two measurements', () => {
    const sample = seen([1, 0])
    sample.reset()
    sample.take(Buffer.from(stampedText(1, 2, 0)))
    expect(sample).toMatchObject({ messages: 1, gaps: 1 })
  })
})
