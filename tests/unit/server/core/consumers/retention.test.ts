import { describe, expect, it, vi } from 'vitest'
import { createRetention, expiredUpTo } from '../../../../../server/core/consumers/retention'
import { messageEvent } from '../../../../support/events'

const DAY_MS = 86_400_000
const NOW = 100 * DAY_MS

/** Events 11 to 20, one per day, the last of them now; the room has 30. */
const batch = {
  room: 'a',
  events: Array.from({ length: 10 }, (_, i) => ({ ...messageEvent(11 + i, 'a'), at: NOW - (9 - i) * DAY_MS })),
  lastSeq: 30,
}

describe('what retention removes', () => {
  it.each([
    ['nothing while all are young enough', { days: 30, events: null }, 0],
    ['those that are older than the days', { days: 4, events: null }, 15],
    ['all of the batch when all are too old', { days: -1, events: null }, 20],
    ['those with too many after them', { days: null, events: 15 }, 15],
    ['nothing while they are few enough', { days: null, events: 20 }, 0],
    ['what either rule removes', { days: 4, events: 17 }, 15],
    ['what the other rule removes', { days: 8, events: 12 }, 18],
  ])('what retention removes is %s', (_, policy, upTo) => {
    expect(expiredUpTo(batch, policy, NOW)).toBe(upTo)
  })

  it('ends before the first event that stays, also where a later one has an older date', () => {
    const [first, ...others] = batch.events
    const events = first ? [{ ...first, at: NOW }, ...others] : []
    expect(expiredUpTo({ ...batch, events }, { days: 4, events: null }, NOW)).toBe(0)
  })
})

describe('retention', () => {
  it('removes up to where it is done, and touches nothing where nothing goes', async () => {
    const trim = vi.fn(async () => {})
    const run = (days: number) => createRetention({ trim }, { days, events: null }, 1, () => NOW).handle(batch)
    expect(await run(4)).toBe(15)
    expect(trim.mock.calls).toEqual([['a', 15]])
    expect(await run(30)).toBe(0)
    expect(trim).toHaveBeenCalledTimes(1)
  })
})
