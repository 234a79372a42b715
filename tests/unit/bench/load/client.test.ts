import { describe, expect, it } from 'vitest'
import { Sample } from '../../../../bench/load/client.mjs'
import { stampedText } from '../../../../bench/load/message.mjs'

function seen(...messages: ReadonlyArray<readonly [sender: number, counter: number]>) {
  const sample = new Sample()
  for (const [sender, counter] of messages) sample.take(Buffer.from(stampedText(sender, counter, 0)))
  return sample
}

describe('a client that reads everything', () => {
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

  it('tells one order of the same messages from another', () => {
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
