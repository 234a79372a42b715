import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Permits } from '../../../../../scripts/lib/cluster/permits.mjs'

let granted: string[]

beforeEach(() => {
  vi.useFakeTimers()
  granted = []
})

afterEach(() => vi.useRealTimers())

function createPermits(places: number, most = places) {
  return new Permits<string>({ places, most }, asker => granted.push(asker))
}

describe('the permits of writes to large rooms', () => {
  it('grants as many permits as there are places, and the others in the order of asking', () => {
    const permits = createPermits(2)
    for (const asker of ['a', 'b', 'c', 'd']) permits.ask(asker)
    expect(granted).toEqual(['a', 'b'])
    permits.release('b')
    expect(granted).toEqual(['a', 'b', 'c'])
    permits.release('a')
    expect(granted).toEqual(['a', 'b', 'c', 'd'])
  })

  it('grants a permit to the others first when a worker asks again', () => {
    const permits = createPermits(1)
    permits.ask('a')
    permits.ask('b')
    permits.release('a')
    permits.ask('a')
    permits.release('b')
    expect(granted).toEqual(['a', 'b', 'a'])
  })

  it('forgets who is gone, whether it held one or waited', () => {
    const permits = createPermits(1)
    for (const asker of ['a', 'b', 'c']) permits.ask(asker)
    permits.release('b')
    permits.release('a')
    expect(granted).toEqual(['a', 'c'])
  })

  it('goes on without one that hangs', () => {
    const permits = createPermits(1)
    permits.ask('a')
    permits.ask('b')
    vi.advanceTimersByTime(4_000)
    expect(granted).toEqual(['a'])
    vi.advanceTimersByTime(2_000)
    expect(granted).toEqual(['a', 'b'])
  })

  it('makes one more place for who waited long, as long as there is a core', () => {
    const permits = createPermits(1, 2)
    for (const asker of ['a', 'b', 'c']) permits.ask(asker)
    vi.advanceTimersByTime(400)
    expect(granted).toEqual(['a'])
    vi.advanceTimersByTime(200)
    expect(granted).toEqual(['a', 'b'])
    vi.advanceTimersByTime(2_000)
    expect(granted).toEqual(['a', 'b'])
  })

  it('takes the place back when one of them is done', () => {
    const permits = createPermits(1, 2)
    permits.ask('a')
    permits.ask('b')
    vi.advanceTimersByTime(600)
    permits.ask('c')
    permits.release('a')
    expect(granted).toEqual(['a', 'b'])
    permits.release('b')
    expect(granted).toEqual(['a', 'b', 'c'])
  })

  it('takes a late return of one that hung for what it is, and not for that of another', () => {
    const permits = createPermits(1)
    permits.ask('a')
    permits.ask('b')
    permits.ask('c')
    vi.advanceTimersByTime(5_000)
    permits.release('a')
    expect(granted).toEqual(['a', 'b'])
  })
})
