import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemorySendLimit } from '../../../../../server/utils/limits/send-limit-memory'

const HOME = '192.0.2.1'

describe('the send limit in memory', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('says to the millisecond when the sender may send again, and keeps its word', async () => {
    const limit = createMemorySendLimit({ messages: 2, seconds: 10 })
    await limit.take('ada', HOME)
    vi.advanceTimersByTime(4_000)
    await limit.take('ada', HOME)
    expect(await limit.take('ada', HOME)).toEqual({ allowed: false, whose: 'sender', retryAfterMs: 6_000 })
    vi.advanceTimersByTime(5_999)
    expect(await limit.take('ada', HOME)).toEqual({ allowed: false, whose: 'sender', retryAfterMs: 1 })
    vi.advanceTimersByTime(1)
    expect(await limit.take('ada', HOME)).toEqual({ allowed: true })
  })
})
