import { describe, expect, it } from 'vitest'
import { backoffMs, Retries } from '../../../../../server/core/consumers/retries'

describe('a room in which a consumer fails', () => {
  it('is tried again later and later, and at last every five minutes', () => {
    expect([1, 2, 3, 4].map(backoffMs)).toEqual([1_000, 2_000, 4_000, 8_000])
    expect(backoffMs(60)).toBe(300_000)
  })

  it('is left until it is due, while other rooms are not', () => {
    const retries = new Retries()
    expect(retries.failed('a', 100)).toBe(1_000)
    expect([retries.isDue('a', 1_099), retries.isDue('a', 1_100), retries.isDue('b', 0)]).toEqual([false, true, true])
    expect([retries.anyDue(1_099), retries.anyDue(1_100)]).toEqual([false, true])
  })

  it('starts over once it worked', () => {
    const retries = new Retries()
    retries.failed('a', 0)
    expect(retries.failed('a', 0)).toBe(2_000)
    retries.worked('a')
    expect(retries.size).toBe(0)
    expect(retries.failed('a', 0)).toBe(1_000)
  })
})
