import { describe, expect, it } from 'vitest'
import { forEachSeed, seededRandom, seeds } from '../../support/random'

describe('seededRandom', () => {
  it('gives the same numbers for the same seed, and others for another', () => {
    const draw = (seed: number) => {
      const { next } = seededRandom(seed)
      return [next(), next(), next()]
    }
    expect(draw(7)).toEqual(draw(7))
    expect(draw(7)).not.toEqual(draw(8))
  })

  it('reaches both ends of a range and nothing outside', () => {
    const { int } = seededRandom(1)
    const drawn = new Set(Array.from({ length: 200 }, () => int(3, 6)))
    expect([...drawn].toSorted()).toEqual([3, 4, 5, 6])
  })

  it('shuffles without losing or doubling', () => {
    const items = Array.from({ length: 50 }, (_, i) => i)
    const shuffled = seededRandom(1).shuffle(items)
    expect(shuffled).not.toEqual(items)
    expect(shuffled.toSorted((a, b) => a - b)).toEqual(items)
  })

  it('picks every item sooner or later', () => {
    const { pick } = seededRandom(1)
    expect(new Set(Array.from({ length: 50 }, () => pick(['a', 'b', 'c']))).size).toBe(3)
    expect(() => pick([])).toThrow('nothing to pick from')
  })
})

describe('seeds', () => {
  it('counts from 1, or gives the one that is asked for', () => {
    expect(seeds(3, {})).toEqual([1, 2, 3])
    expect(seeds(3, { SEED: '42' })).toEqual([42])
    expect(() => seeds(3, { SEED: 'x' })).toThrow('Set it to a whole number')
  })

  it('names the seed that failed and how to run it alone', async () => {
    const run = forEachSeed(3, async ({ seed }) => {
      if (seed === seeds(3).at(-1)) throw new Error('lost one')
    })
    await expect(run).rejects.toThrow(/^Seed (\d+) failed; run it alone with SEED=\1\. lost one$/)
  })
})
