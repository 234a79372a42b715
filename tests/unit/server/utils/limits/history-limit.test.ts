import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHistoryLimit } from '../../../../../server/utils/limits/history-limit'
import { HISTORY_PAGES_MAX, HISTORY_PAGES_WINDOW_S } from '../../../../../server/utils/limits/server-limits'

const HOME = '192.0.2.1'
const RATE = { messages: 3, seconds: 600 }

describe('the limit on pages of history', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('refuses an address that has read enough, says what to wait, and serves another', async () => {
    const limit = createHistoryLimit({ RATE_LIMIT: RATE })
    for (let page = 0; page < HISTORY_PAGES_MAX; page++) await limit.take(HOME)
    vi.advanceTimersByTime(4_000)
    await expect(limit.take(HOME)).rejects.toMatchObject({ code: 'rate_limited', message: expect.stringMatching(/pages of history .*from your address.* Wait 6 s and try again\.$/), retryAfterMs: (HISTORY_PAGES_WINDOW_S - 4) * 1_000 })
    await limit.take('198.51.100.7')
    vi.advanceTimersByTime(6_000)
    await limit.take(HOME)
  })

  it('lets an address read as many pages as it may send messages, where that is more', async () => {
    const limit = createHistoryLimit({ RATE_LIMIT: { messages: 60, seconds: 10 } })
    for (let page = 0; page < 1_200; page++) await limit.take(HOME)
    await expect(limit.take(HOME)).rejects.toMatchObject({ code: 'rate_limited' })
  })

  it('lets everything pass when RATE_LIMIT is off', async () => {
    const limit = createHistoryLimit({ RATE_LIMIT: null })
    for (let page = 0; page < 2 * HISTORY_PAGES_MAX; page++) await limit.take(HOME)
  })
})
