import { describe, expect, it, vi } from 'vitest'
import { SerialQueue } from '../../../../../server/core/peers/serial-queue'

function setUp(items = 4, size = Infinity) {
  const done: number[] = []
  const release: Array<() => void> = []
  const flow = { pause: vi.fn(), resume: vi.fn() }
  const queue = new SerialQueue<number>(async (item) => {
    await new Promise<void>(resolve => release.push(resolve))
    done.push(item)
  }, { items, size, sizeOf: item => item }, flow)
  const next = () => vi.waitFor(() => {
    const resolve = release.shift()
    if (!resolve) throw new Error('nothing is handled')
    resolve()
  })
  return { queue, done, next, flow, handled: () => release.length }
}

describe('the queue of a peer', () => {
  it('handles one frame at a time, in order', async () => {
    const { queue, done, next, handled } = setUp()
    for (const item of [1, 2, 3]) queue.push(item)
    expect(handled()).toBe(1)
    for (let count = 0; count < 3; count++) await next()
    await vi.waitFor(() => expect(done).toEqual([1, 2, 3]))
  })

  it('stops reading when too many wait and goes on when half are done', async () => {
    const { queue, done, next, flow } = setUp(4)
    for (let item = 1; item <= 5; item++) queue.push(item)
    expect(flow.pause).toHaveBeenCalledTimes(1)
    await next()
    await next()
    expect(flow.resume).not.toHaveBeenCalled()
    await next()
    await vi.waitFor(() => expect(flow.resume).toHaveBeenCalledTimes(1))
    expect(done).toEqual([1, 2, 3])
  })

  // Only their number was limited: 63 frames of the largest size waited in 8 MB, for each connection.
  it('stops reading when what waits is too much, however few they are', async () => {
    const { queue, next, flow } = setUp(64, 100)
    queue.push(1)
    queue.push(60)
    expect(flow.pause).not.toHaveBeenCalled()
    queue.push(50)
    expect(flow.pause).toHaveBeenCalledTimes(1)
    await next()
    await next()
    await vi.waitFor(() => expect(flow.resume).toHaveBeenCalledTimes(1))
  })

  it('forgets what waits when the peer is gone', async () => {
    const { queue, done, next, handled } = setUp()
    for (const item of [1, 2, 3]) queue.push(item)
    queue.clear()
    await next()
    await vi.waitFor(() => expect(done).toEqual([1]))
    expect(handled()).toBe(0)
  })
})
