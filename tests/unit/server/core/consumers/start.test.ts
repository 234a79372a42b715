import { expect, it } from 'vitest'
import { restMs } from '../../../../../server/core/consumers/start'

it('a consumer that can\'t go on asks ever less often, at least every half a minute', () => {
  expect([0, 1, 2, 3, 4, 1_000].map(failures => restMs(2_000, failures))).toEqual([
    2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
  ])
  expect(restMs(60_000, 5)).toBe(60_000)
})
