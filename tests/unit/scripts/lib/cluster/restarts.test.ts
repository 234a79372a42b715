import { describe, expect, it } from 'vitest'
import { Restarts } from '../../../../../scripts/lib/cluster/restarts.mjs'

function running(): Restarts {
  const restarts = new Restarts()
  restarts.ready()
  return restarts
}

describe('what follows the death of a worker', () => {
  it('is the end when not one has ever served: the next would fail in the same way', () => {
    expect(new Restarts().died(null, 0)).toEqual({ fork: false })
  })

  it('is another one, after a pause that doubles up to ten seconds', () => {
    const restarts = running()
    const pauses = Array.from({ length: 8 }, () => restarts.died(100, 0))
    expect(pauses.map(decision => decision.fork && decision.afterMs)).toEqual([
      250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
    ])
  })

  it('is another one soon when it had served for long', () => {
    const restarts = running()
    for (let death = 0; death < 5; death++) restarts.died(100, 0)
    expect(restarts.died(60_000, 0)).toEqual({ fork: true, afterMs: 250 })
  })

  // A crash while PostgreSQL was away took down the workers that went on serving readers from memory.
  it('is another one, however many starts failed, while others serve', () => {
    const restarts = running()
    expect(Array.from({ length: 9 }, () => restarts.died(null, 5)).at(-1)).toEqual({ fork: true, afterMs: 10_000 })
    expect(restarts.died(100, 0)).toEqual({ fork: true, afterMs: 10_000 })
    expect(restarts.died(null, 0)).toEqual({ fork: false })
  })

  it('is the end of all after five starts that failed in a row where no worker serves, and not before', () => {
    const restarts = running()
    const decisions = Array.from({ length: 5 }, () => restarts.died(null, 0).fork)
    expect(decisions).toEqual([true, true, true, true, false])
  })

  it('counts failed starts anew once a worker serves', () => {
    const restarts = running()
    for (let death = 0; death < 4; death++) restarts.died(null, 0)
    restarts.ready()
    expect(restarts.died(null, 0).fork).toBe(true)
  })
})
