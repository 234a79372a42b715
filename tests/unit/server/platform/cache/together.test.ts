import { describe, expect, it } from 'vitest'
import { Together } from '../../../../../server/platform/cache/together'

/** Reads that end when the test says so. */
function held(perRead = 500) {
  const reads: { keys: readonly string[], end(): void, fail(): void }[] = []
  const together = new Together<string>({
    read: keys => new Promise((resolve, reject) => reads.push({
      keys,
      end: () => resolve(new Map(keys.filter(key => key !== 'missing').map(key => [key, `${key} of ${reads.length}`]))),
      fail: () => reject(new Error('away')),
    })),
    perRead,
  })
  const turn = () => new Promise<void>(resolve => setImmediate(resolve))
  return { together, reads, turn }
}

describe('reads of many callers together', () => {
  it('are one for all keys that are asked for together, and one more for those asked for meanwhile', async () => {
    const { together, reads, turn } = held()
    const first = Promise.all(['a', 'b', 'a', 'missing'].map(key => together.of(key)))
    await turn()
    const second = Promise.all(['a', 'c'].map(key => together.of(key)))
    await turn()
    expect(reads.map(({ keys }) => keys)).toEqual([['a', 'b', 'missing']])
    reads[0]?.end()
    expect(await first).toEqual(['a of 1', 'b of 1', 'a of 1', undefined])
    await turn()
    reads[1]?.end()
    expect(await second).toEqual(['a of 2', 'c of 2'])
  })

  it('are cut where many keys are asked for', async () => {
    const { together, reads, turn } = held(2)
    const all = Promise.all(['a', 'b', 'c'].map(key => together.of(key)))
    await turn()
    reads[0]?.end()
    await turn()
    reads[1]?.end()
    expect(await all).toEqual(['a of 1', 'b of 1', 'c of 2'])
    expect(reads.map(({ keys }) => keys)).toEqual([['a', 'b'], ['c']])
  })

  it('fail all who asked, and read anew for the next ones', async () => {
    const { together, reads, turn } = held()
    const failing = Promise.allSettled([together.of('a'), together.of('b')])
    await turn()
    reads[0]?.fail()
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    const next = together.of('a')
    await turn()
    reads[1]?.end()
    expect(await next).toBe('a of 2')
  })
})
