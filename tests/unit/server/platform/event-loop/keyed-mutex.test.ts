import { describe, expect, it } from 'vitest'
import { KeyedMutex } from '../../../../../server/platform/event-loop/keyed-mutex'

const nextTick = () => new Promise<void>(resolve => setImmediate(resolve))

function task(done: string[], name: string, ticks: number) {
  return async () => {
    for (let tick = 0; tick < ticks; tick++) await nextTick()
    done.push(name)
    return name
  }
}

describe('tasks in turn', () => {
  it('tasks in turn of the same key run in the order in which they came, others at once', async () => {
    const mutex = new KeyedMutex()
    const done: string[] = []
    const all = [
      mutex.run(['ada'], task(done, 'slow', 5)),
      mutex.run(['ada'], task(done, 'fast', 0)),
      mutex.run(['bob'], task(done, 'other', 1)),
    ]
    expect(await Promise.all(all)).toEqual(['slow', 'fast', 'other'])
    expect(done).toEqual(['other', 'slow', 'fast'])
  })

  it('tasks in turn of several keys run after what came before for any of them, and before what comes after', async () => {
    const mutex = new KeyedMutex()
    const done: string[] = []
    await Promise.all([
      mutex.run(['ada'], task(done, 'ada', 3)),
      mutex.run(['ada', 'bob'], task(done, 'both', 1)),
      mutex.run(['bob'], task(done, 'bob', 0)),
    ])
    expect(done).toEqual(['ada', 'both', 'bob'])
  })

  it('go on after one that failed', async () => {
    const mutex = new KeyedMutex()
    const failed = mutex.run(['ada'], () => Promise.reject(new Error('no')))
    const next = mutex.run(['ada'], async () => 'done')
    await expect(failed).rejects.toThrow('no')
    await expect(next).resolves.toBe('done')
  })
})
