import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { createGroupCommit } from '../../../../../server/core/log/group-commit'
import { LogUnavailableError, UnstorableError } from '../../../../../server/core/log/log'
import { shrinksWithin } from '../../../../support/shrinking'

/** A store whose commits end when the test says so. */
function createStore() {
  const batches: number[][] = []
  const ends: { resolve: () => void, reject: (error: Error) => void }[] = []
  return {
    batches,
    commit: (batch: readonly number[]) => new Promise<readonly string[]>((resolve, reject) => {
      batches.push([...batch])
      ends.push({ resolve: () => resolve(batch.map(item => `stored ${item}`)), reject })
    }),
    /** The next commit runs: where the machine stood still for a moment, it waits for company first (delay.ts). */
    async begun() {
      while (ends.length === 0) await nextTick()
    },
    async end(error?: Error) {
      const next = ends.shift()
      if (error) next?.reject(error)
      else next?.resolve()
      await nextTick()
    },
  }
}

const nextTick = () => new Promise<void>(resolve => setImmediate(resolve))

describe('group commit', () => {
  it('puts what is pushed at once into one commit', async () => {
    const store = createStore()
    const queue = createGroupCommit({ commit: store.commit, maxBatch: 10, maxWaiting: 10 })
    const pushed = [1, 2, 3].map(queue.push)
    await nextTick()
    expect(store.batches).toEqual([[1, 2, 3]])
    await store.end()
    expect(await Promise.all(pushed)).toEqual(['stored 1', 'stored 2', 'stored 3'])
  })

  it('gathers while a commit runs and resolves no append before the commit of its item', async () => {
    const store = createStore()
    const queue = createGroupCommit({ commit: store.commit, maxBatch: 10, maxWaiting: 10 })
    const settled: string[] = []
    const push = (item: number) => queue.push(item).then(result => settled.push(result))
    void push(1)
    await nextTick()
    void push(2)
    void push(3)
    await nextTick()
    expect(store.batches).toEqual([[1]])
    expect(settled).toEqual([])
    await store.end()
    expect(settled).toEqual(['stored 1'])
    expect(store.batches).toEqual([[1], [2, 3]])
    await store.end()
    expect(settled).toEqual(['stored 1', 'stored 2', 'stored 3'])
  })

  it('starts again after it was empty', async () => {
    const queue = createGroupCommit({ commit: async (batch: readonly number[]) => batch, maxBatch: 10, maxWaiting: 10 })
    expect(await queue.push(1)).toBe(1)
    await nextTick()
    expect(await queue.push(2)).toBe(2)
  })

  it('reports of each commit how many items it had, also of one that fails', async () => {
    const store = createStore()
    const commits: number[] = []
    const queue = createGroupCommit({
      commit: store.commit,
      maxBatch: 2,
      maxWaiting: 10,
      onCommit: (_ms, items) => commits.push(items),
    })
    const pushed = Promise.allSettled([1, 2, 3].map(queue.push))
    await nextTick()
    await store.end(new LogUnavailableError('no space'))
    await store.begun()
    await store.end()
    await pushed
    expect(commits).toEqual([2, 1])
  })

  it('rejects all of a batch that fails, and goes on with the next', async () => {
    const store = createStore()
    const queue = createGroupCommit({ commit: store.commit, maxBatch: 2, maxWaiting: 10 })
    const pushed = Promise.allSettled([1, 2, 3].map(queue.push))
    await nextTick()
    await store.end(new LogUnavailableError('no space'))
    await store.begun()
    await store.end()
    expect((await pushed).map(each => each.status)).toEqual(['rejected', 'rejected', 'fulfilled'])
  })

  it('finds the one item that can not be stored, and stores the others in their order', async () => {
    for (let bad = 0; bad < 9; bad++) {
      const stored: number[] = []
      const commit = async (batch: readonly number[]) => {
        if (batch.includes(bad)) throw new UnstorableError('too large for the index')
        stored.push(...batch)
        return batch
      }
      const queue = createGroupCommit({ commit, maxBatch: 10, maxWaiting: 10 })
      const items = Array.from({ length: 9 }, (_, i) => i)
      const outcomes = await Promise.allSettled(items.map(queue.push))
      expect(outcomes.map(({ status }) => status)).toEqual(items.map(item => item === bad ? 'rejected' : 'fulfilled'))
      expect(outcomes[bad]).toMatchObject({ reason: expect.any(UnstorableError) })
      expect(stored).toEqual(items.filter(item => item !== bad))
    }
  })

  it('tries nothing again that may be stored already', async () => {
    const commit = vi.fn(async () => {
      throw new LogUnavailableError('the answer was lost')
    })
    const queue = createGroupCommit({ commit, maxBatch: 10, maxWaiting: 10 })
    await Promise.allSettled([1, 2, 3].map(queue.push))
    expect(commit).toHaveBeenCalledTimes(1)
  })

  it('rejects alone an item whose result is an error', async () => {
    const queue = createGroupCommit<number, number>({
      commit: async batch => batch.map(item => item === 2 ? new Error('not 2') : item),
      maxBatch: 10,
      maxWaiting: 10,
    })
    expect((await Promise.allSettled([1, 2, 3].map(queue.push))).map(each => each.status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
  })

  it('rejects a batch when the number of results is wrong, instead of leaving a caller to wait for ever', async () => {
    const queue = createGroupCommit<number, number>({ commit: async () => [1], maxBatch: 10, maxWaiting: 10 })
    expect((await Promise.allSettled([1, 2].map(queue.push))).map(each => each.status)).toEqual([
      'rejected',
      'rejected',
    ])
  })

  it('refuses with the temporary error when too many wait, and takes more when there is room again', async () => {
    const store = createStore()
    const queue = createGroupCommit({ commit: store.commit, maxBatch: 2, maxWaiting: 2 })
    const first = [1, 2].map(queue.push)
    await expect(queue.push(3)).rejects.toThrow(LogUnavailableError)
    await nextTick()
    const second = queue.push(4)
    await store.end()
    await store.begun()
    await store.end()
    expect(await Promise.all([...first, second])).toEqual(['stored 1', 'stored 2', 'stored 4'])
  })

  it('ends closing after what waited is committed, and refuses more', async () => {
    const store = createStore()
    const queue = createGroupCommit({ commit: store.commit, maxBatch: 1, maxWaiting: 10 })
    const pushed = [1, 2].map(queue.push)
    let closed = false
    const closing = queue.close().then(() => {
      closed = true
    })
    await expect(queue.push(3)).rejects.toThrow(LogUnavailableError)
    await nextTick()
    await store.end()
    expect(closed).toBe(false)
    await store.begun()
    await store.end()
    await closing
    expect(await Promise.all(pushed)).toEqual(['stored 1', 'stored 2'])
  })

  it('commits every item once, in the order of the pushes, one commit at a time and none too large', async () => {
    await fc.assert(fc.asyncProperty(
      fc.array(fc.oneof(fc.constant('push'), fc.constant('end'), fc.constant('fail')), { maxLength: 60 }),
      fc.integer({ min: 1, max: 5 }),
      async (steps, maxBatch) => {
        const store = createStore()
        let running = 0
        let most = 0
        const commit = async (batch: readonly number[]) => {
          most = Math.max(most, ++running)
          return store.commit(batch).finally(() => running--)
        }
        const queue = createGroupCommit({ commit, maxBatch, maxWaiting: 1_000 })
        const outcomes: Promise<unknown>[] = []
        for (const step of steps) {
          if (step === 'push') outcomes.push(queue.push(outcomes.length).catch((error: unknown) => error))
          else await store.end(step === 'fail' ? new LogUnavailableError('failed') : undefined)
        }
        const closing = queue.close()
        for (let left = outcomes.length + 1; left > 0; left--) await store.end()
        await closing
        expect(store.batches.flat()).toEqual(outcomes.map((_, i) => i))
        expect(store.batches.every(batch => batch.length <= maxBatch)).toBe(true)
        expect(most).toBeLessThanOrEqual(1)
        for (const [i, outcome] of (await Promise.all(outcomes)).entries()) {
          expect(outcome instanceof LogUnavailableError || outcome === `stored ${i}`).toBe(true)
        }
      },
    ), shrinksWithin(30_000))
  }, 30_000)
})
