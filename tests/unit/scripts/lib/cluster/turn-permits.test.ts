import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { TurnPermits } from '../../../../../scripts/lib/cluster/turn-permits.mjs'

let granted: string[]

beforeEach(() => {
  vi.useFakeTimers()
  granted = []
})

afterEach(() => vi.useRealTimers())

function permits(places: number, most = places) {
  return new TurnPermits<string>({ places, most }, asker => granted.push(asker))
}

describe('the permits of large turns', () => {
  it('lets as many go as there are places, the others in the order in which they asked', () => {
    const turns = permits(2)
    for (const asker of ['a', 'b', 'c', 'd']) turns.ask(asker)
    expect(granted).toEqual(['a', 'b'])
    turns.release('b')
    expect(granted).toEqual(['a', 'b', 'c'])
    turns.release('a')
    expect(granted).toEqual(['a', 'b', 'c', 'd'])
  })

  it('lets who asks again go behind the others', () => {
    const turns = permits(1)
    turns.ask('a')
    turns.ask('b')
    turns.release('a')
    turns.ask('a')
    turns.release('b')
    expect(granted).toEqual(['a', 'b', 'a'])
  })

  it('forgets who is gone, whether it held one or waited', () => {
    const turns = permits(1)
    for (const asker of ['a', 'b', 'c']) turns.ask(asker)
    turns.release('b')
    turns.release('a')
    expect(granted).toEqual(['a', 'c'])
  })

  it('goes on without one that hangs', () => {
    const turns = permits(1)
    turns.ask('a')
    turns.ask('b')
    vi.advanceTimersByTime(4_000)
    expect(granted).toEqual(['a'])
    vi.advanceTimersByTime(2_000)
    expect(granted).toEqual(['a', 'b'])
  })

  it('makes one more place for who waited long, as long as there is a core', () => {
    const turns = permits(1, 2)
    for (const asker of ['a', 'b', 'c']) turns.ask(asker)
    vi.advanceTimersByTime(400)
    expect(granted).toEqual(['a'])
    vi.advanceTimersByTime(200)
    expect(granted).toEqual(['a', 'b'])
    vi.advanceTimersByTime(2_000)
    expect(granted).toEqual(['a', 'b'])
  })

  it('takes the place back when one of them is done', () => {
    const turns = permits(1, 2)
    turns.ask('a')
    turns.ask('b')
    vi.advanceTimersByTime(600)
    turns.ask('c')
    turns.release('a')
    expect(granted).toEqual(['a', 'b'])
    turns.release('b')
    expect(granted).toEqual(['a', 'b', 'c'])
  })

  it('takes a late return of one that hung for what it is, and not for that of another', () => {
    const turns = permits(1)
    turns.ask('a')
    turns.ask('b')
    turns.ask('c')
    vi.advanceTimersByTime(5_000)
    turns.release('a')
    expect(granted).toEqual(['a', 'b'])
  })
})
