import { describe, expect, it } from 'vitest'
import { SpentKeys } from '../../../../../server/platform/limits/spent-keys'

describe('keys that have used up their allowance', () => {
  it('wait until their time is over, each its own', () => {
    let now = 5
    const spent = new SpentKeys(() => now)
    spent.add('a', 100)
    spent.add('b', 50)
    expect([spent.waitMs('a'), spent.waitMs('b'), spent.waitMs('c')]).toEqual([100, 50, 0])
    now = 55
    expect([spent.waitMs('a'), spent.waitMs('b')]).toEqual([50, 0])
  })
})
