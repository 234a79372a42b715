import { describe, expect, it } from 'vitest'
import {
  afterOffence, GOOD_STANDING, remainingMs, RULES, settled, type Standing,
} from '../../../../../server/platform/gate/standing'

/** The standing after so many offences, `everyMs` apart. */
function offend(standing: Standing, count: number, from: number, everyMs = 0): Standing {
  return Array.from({ length: count }).reduce<Standing>(
    (now, _, index) => afterOffence(now, from + index * everyMs),
    standing,
  )
}

describe('the standing of an address', () => {
  it.each([
    [1, 'answer'],
    [199, 'answer'],
    [200, 'close'],
    [599, 'close'],
    [600, 'pause'],
    [799, 'pause'],
    [800, 'drop'],
    [100_000, 'drop'],
  ] as const)('after %i offences at once is %s', (count, stage) => {
    expect(offend(GOOD_STANDING, count, 1_000).stage).toBe(stage)
  })

  it.each([
    [19, 'answer'],
    [21, 'close'],
    [39, 'close'],
  ] as const)('under %i offences per second for ten minutes reaches no more than %s', (perSecond, stage) => {
    const order = ['answer', 'close', 'pause', 'drop']
    let standing = GOOD_STANDING
    let worst = 0
    for (let index = 0; index < perSecond * 600; index++) {
      standing = afterOffence(standing, index * 1000 / perSecond)
      worst = Math.max(worst, order.indexOf(standing.stage))
    }
    expect(order[worst]).toBe(stage)
  })

  it.each([
    ['close', 10_000, 'answer'],
    ['pause', 9_999, 'pause'],
    ['pause', 10_000, 'close'],
    ['pause', 20_000, 'answer'],
    ['drop', 29_999, 'drop'],
    ['drop', 30_000, 'close'],
    ['drop', 3_600_000, 'answer'],
  ] as const)('an address that is %s and offends no more is, %i ms later, %s', (stage, ms, then) => {
    expect(settled({ stage, offences: 0, since: 5_000 }, 5_000 + ms).stage).toBe(then)
  })

  it('says how long its stage still lasts', () => {
    expect(remainingMs({ stage: 'pause', offences: 0, since: 1_000 }, 4_000)).toBe(RULES.pause.forMs - 3_000)
    expect(remainingMs({ stage: 'pause', offences: 0, since: 1_000 }, 90_000)).toBe(0)
  })
})
