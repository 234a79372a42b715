import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Buckets } from '../../../../../../server/platform/limits/address-rates/buckets'

const HOME = '192.0.2.1'

/** How many of `tries` units are allowed at this moment. */
function allowed(buckets: Buckets, tries: number, now: number, address = HOME): number {
  return Array.from({ length: tries }, () => buckets.consume(address, 1, now)).filter(wait => wait === 0).length
}

describe('the buckets of a rate', () => {
  it.each([
    [1, 10], [3, 10], [7, 3], [600, 10], [2_000, 10], [67_108_864 / 1024, 10],
  ])('allow %i at once in %i s, and then as many again, spread', (amount, seconds) => {
    const buckets = new Buckets({ amount, seconds })
    expect(allowed(buckets, amount + 5, 1_000)).toBe(amount)
    expect(allowed(buckets, amount, 1_000 + seconds * 500)).toBe(Math.floor(amount / 2))
    expect(allowed(buckets, amount + 5, 1_000 + seconds * 10_000)).toBe(amount)
  })

  it('say how long to wait for the next one, after which it is allowed', () => {
    const buckets = new Buckets({ amount: 4, seconds: 10 })
    allowed(buckets, 4, 0)
    expect(buckets.consume(HOME, 1, 500)).toBe(2_000)
    expect(buckets.consume(HOME, 1, 2_499)).toBe(1)
    expect(buckets.consume(HOME, 1, 2_500)).toBe(0)
  })

  it('take nothing from who is refused, so that asking again costs no time', () => {
    const buckets = new Buckets({ amount: 1, seconds: 1 })
    allowed(buckets, 1_000, 0)
    expect(buckets.consume(HOME, 1, 1_000)).toBe(0)
  })

  it('let a cost above what is left be a debt, which is waited for', () => {
    const buckets = new Buckets({ amount: 100, seconds: 10 })
    expect(buckets.consume(HOME, 250, 0)).toBe(0)
    expect(buckets.waitMs(HOME, 0)).toBe(15_100)
    expect(buckets.consume(HOME, 1, 15_100)).toBe(0)
  })

  it('only ask with a cost of 0', () => {
    const buckets = new Buckets({ amount: 1, seconds: 10 })
    expect(buckets.consume(HOME, 0, 0)).toBe(0)
    expect(buckets.consume(HOME, 1, 0)).toBe(0)
    expect(buckets.consume(HOME, 0, 0)).toBe(10_000)
  })

  it('count each address by itself', () => {
    const buckets = new Buckets({ amount: 1, seconds: 10 })
    buckets.consume(HOME, 1, 0)
    expect(buckets.consume('198.51.100.7', 1, 0)).toBe(0)
  })

  it('never allow more than the amount and its refill, whatever the order of tries', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 1, maxLength: 200 }), (pauses) => {
      const buckets = new Buckets({ amount: 5, seconds: 10 })
      let now = 0
      let count = 0
      for (const pause of pauses) {
        now += pause
        if (buckets.consume(HOME, 1, now) === 0) count++
      }
      expect(count).toBeLessThanOrEqual(5 + now / 2_000)
    }))
  })

  it('forget addresses that used nothing for a while, and keep the count of the others', () => {
    const buckets = new Buckets({ amount: 1, seconds: 10 }, 2_000)
    for (let i = 0; i < 1_500; i++) buckets.consume(`early ${i}`, 1, 0)
    for (let i = 0; i < 5_000; i++) buckets.consume(`late ${i}`, 1, 20_000)
    expect(buckets.size).toBeLessThanOrEqual(2_001)
    expect(buckets.consume('late 4999', 1, 20_000)).toBe(10_000)
  })
})
