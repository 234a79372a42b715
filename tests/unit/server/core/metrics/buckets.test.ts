import { describe, expect, it } from 'vitest'
import { Buckets } from '../../../../../server/core/metrics/buckets'

describe('buckets', () => {
  it('count a value in the first bound that is not below it, and in all that follow', () => {
    const buckets = new Buckets([1, 2, 4])
    for (const value of [0, 1, 1.5, 2, 4, 5]) buckets.observe(value)
    expect(buckets.cumulative()).toEqual([2, 4, 5, 6])
    expect(buckets.sum).toBe(13.5)
  })

  it('are all zero before anything was seen', () => {
    expect(new Buckets([1]).cumulative()).toEqual([0, 0])
  })
})
