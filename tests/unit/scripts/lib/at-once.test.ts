import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { atOnce } from '../../../../scripts/lib/at-once.mjs'

describe('tasks side by side', () => {
  it('are at most as many at once as allowed, begin in order, and give their results in order', async () => {
    const begun: number[] = []
    let running = 0
    let most = 0
    const tasks = [3, 1, 2, 1].map((turns, index) => async () => {
      begun.push(index)
      most = Math.max(most, ++running)
      for (let turn = 0; turn < turns; turn++) await setImmediate()
      running--
      return `task ${index}`
    })
    expect(await atOnce(2, tasks)).toEqual(['task 0', 'task 1', 'task 2', 'task 3'])
    expect(begun).toEqual([0, 1, 2, 3])
    expect(most).toBe(2)
  })

  it('fail with the reason of the task that fails', async () => {
    await expect(atOnce(2, [async () => 'fine', async () => Promise.reject(new Error('on purpose'))])).rejects.toThrow(
      'on purpose',
    )
  })
})
