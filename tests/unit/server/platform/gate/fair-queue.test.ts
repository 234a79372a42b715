import { describe, expect, it, vi } from 'vitest'
import { FairQueue } from '../../../../../server/platform/gate/fair-queue'

const OPTIONS = { atOnce: 1, perAddressMax: 3, totalMax: 5, taskMaxMs: 10_000 }

/** A queue whose tasks end on command, and what was begun in which order. */
function setup(options = OPTIONS) {
  const queue = new FairQueue(options)
  const begun: string[] = []
  const ends: (() => void)[] = []
  const run = (address: string, name: string) => queue.run(address, () => {
    begun.push(name)
    return new Promise<void>(resolve => ends.push(resolve))
  })
  const endNext = async () => {
    const count = begun.length
    ends.shift()?.()
    await vi.waitFor(() => expect(begun.length).toBe(count + 1))
  }
  return { run, begun, ends, endNext }
}

describe('the fair queue', () => {
  it('takes waiting addresses in turn, so that one with many tasks delays another by one', async () => {
    const { run, begun, endNext } = setup()
    for (const task of ['a1', 'a2', 'a3', 'a4']) expect(run('a', task)).toBe(true)
    run('b', 'b1')
    run('c', 'c1')
    for (let i = 0; i < 5; i++) await endNext()
    expect(begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'a4'])
  })

  it('runs no more at a time than it may', async () => {
    const { run, begun, endNext } = setup({ ...OPTIONS, atOnce: 2 })
    for (const task of ['a1', 'a2', 'a3']) run('a', task)
    expect(begun).toEqual(['a1', 'a2'])
    await endNext()
    expect(begun).toEqual(['a1', 'a2', 'a3'])
  })

  it('refuses what is above its bounds, of one address and in all', () => {
    const { run } = setup()
    expect(['a', 'a', 'a', 'a', 'a'].map(address => run(address, 'x'))).toEqual([true, true, true, true, false])
    expect(['b', 'b', 'c'].map(address => run(address, 'x'))).toEqual([true, true, false])
  })

  it('goes on after a task that fails, and after one that hangs', async () => {
    vi.useFakeTimers()
    const queue = new FairQueue(OPTIONS)
    const begun: string[] = []
    queue.run('a', () => Promise.reject(new Error('the page broke')))
    queue.run('a', () => new Promise(() => begun.push('hangs')))
    queue.run('a', async () => void begun.push('next'))
    await vi.advanceTimersByTimeAsync(1)
    expect(begun).toEqual(['hangs'])
    await vi.advanceTimersByTimeAsync(OPTIONS.taskMaxMs + 1)
    expect(begun).toEqual(['hangs', 'next'])
    vi.useRealTimers()
  })
})
