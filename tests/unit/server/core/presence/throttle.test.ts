import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createThrottle } from '../../../../../server/core/presence/throttle'

describe('the throttle', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function throttle(run?: (keys: string[]) => Promise<void>) {
    const batches: { at: number, keys: string[] }[] = []
    const began = performance.now()
    const it = createThrottle({
      leadMs: 100,
      intervalMs: 1_000,
      run: run ?? (keys => void batches.push({ at: Math.round(performance.now() - began), keys })),
    })
    return { ...it, batches }
  }

  it('runs soon after the first mark, once for each key however often it was marked', async () => {
    const { mark, batches } = throttle()
    for (let i = 0; i < 100; i++) mark(i % 2 ? 'a' : 'b')
    await vi.advanceTimersByTimeAsync(100)
    expect(batches).toEqual([{ at: 100, keys: ['b', 'a'] }])
  })

  it('runs at most once an interval, however steadily keys are marked', async () => {
    const { mark, batches } = throttle()
    for (let i = 0; i < 500; i++) {
      mark('a')
      await vi.advanceTimersByTimeAsync(10)
    }
    expect(batches.map(batch => batch.at)).toEqual([100, 1_100, 2_100, 3_100, 4_100])
  })

  it('does not forget the last mark', async () => {
    const { mark, batches } = throttle()
    mark('a')
    await vi.advanceTimersByTimeAsync(150)
    mark('a')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(batches.map(batch => batch.at)).toEqual([100, 1_100])
  })

  it('is as quick as at first after a quiet time', async () => {
    const { mark, batches } = throttle()
    mark('a')
    await vi.advanceTimersByTimeAsync(5_000)
    mark('b')
    await vi.advanceTimersByTimeAsync(100)
    expect(batches.map(batch => batch.at)).toEqual([100, 5_100])
  })

  it('has no timer while nothing is marked', async () => {
    const { mark } = throttle()
    expect(vi.getTimerCount()).toBe(0)
    mark('a')
    expect(vi.getTimerCount()).toBe(1)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('waits for a batch that takes long, and runs what was marked meanwhile afterwards', async () => {
    const starts: string[][] = []
    let finish = () => {}
    const { mark } = throttle((keys) => {
      starts.push(keys)
      return new Promise(resolve => (finish = resolve))
    })
    mark('a')
    await vi.advanceTimersByTimeAsync(100)
    mark('b')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(starts).toEqual([['a']])
    finish()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(starts).toEqual([['a'], ['b']])
  })

  it('runs nothing after its close', async () => {
    const { mark, close, batches } = throttle()
    mark('a')
    close()
    mark('b')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(batches).toEqual([])
  })
})
