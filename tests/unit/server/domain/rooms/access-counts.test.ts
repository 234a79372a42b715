import { describe, expect, it } from 'vitest'
import { LogUnavailableError, type Head } from '../../../../../server/core/log/log'
import { AccessCounts } from '../../../../../server/domain/rooms/access-counts'

const headOf = (access: number): Head => ({ epoch: 'e1', lastSeq: 0, firstSeq: 1, access })

/** A log whose reads end when the test says so. */
function held() {
  const reads: { rooms: readonly string[], answer(heads: Record<string, number>): void, fail(): void }[] = []
  const counts = new AccessCounts({
    heads: rooms => new Promise((resolve, reject) => reads.push({
      rooms,
      answer: heads => resolve(new Map(Object.entries(heads).map(([id, access]) => [id, headOf(access)]))),
      fail: () => reject(new LogUnavailableError('away')),
    })),
  })
  const turn = () => new Promise<void>(resolve => setImmediate(resolve))
  return { counts, reads, turn }
}

describe('counts of taken rights', () => {
  it('are one query for all rooms that are asked for together, and one more for those asked for meanwhile', async () => {
    const { counts, reads, turn } = held()
    const first = [counts.of('a'), counts.of('b'), counts.of('a')]
    await turn()
    const second = [counts.of('a'), counts.of('c')]
    await turn()
    expect(reads.map(({ rooms }) => rooms)).toEqual([['a', 'b']])
    reads[0]?.answer({ a: 1 })
    expect(await Promise.all(first)).toEqual([1, undefined, 1])
    await turn()
    reads[1]?.answer({ a: 2, c: 3 })
    expect(await Promise.all(second)).toEqual([2, 3])
    expect(reads.map(({ rooms }) => rooms)).toEqual([['a', 'b'], ['a', 'c']])
  })

  it('are refused while the log is away, and asked for anew after it', async () => {
    const { counts, reads, turn } = held()
    const failing = counts.of('a')
    await turn()
    reads[0]?.fail()
    await expect(failing).rejects.toThrow(LogUnavailableError)
    const asked = counts.of('a')
    await turn()
    reads[1]?.answer({ a: 4 })
    expect(await asked).toBe(4)
  })
})
