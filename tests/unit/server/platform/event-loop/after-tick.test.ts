import { expect, it } from 'vitest'
import { afterTick } from '../../../../../server/platform/event-loop/after-tick'

it('runs once after everything that was resolved together has gone through several awaits, and again in a later tick', async () => {
  const seen: number[] = []
  const done: number[] = []
  const mark = afterTick(() => void seen.push(done.length))
  await Promise.all(Array.from({ length: 100 }, async (_, i) => {
    for (let step = 0; step < i % 5; step++) await Promise.resolve()
    done.push(i)
    mark()
  }))
  await new Promise(setImmediate)
  expect(seen).toEqual([100])
  mark()
  await new Promise(setImmediate)
  expect(seen).toEqual([100, 100])
})
