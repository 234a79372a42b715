import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ADDRESS_RATE_FACTOR } from '../../../../../server/platform/limits/server-limits'
import { consumeBoth } from '../../../../../server/platform/limits/send-limit-consume'
import { createMemorySendLimit, ownCounts } from '../../../../../server/platform/limits/send-limit-memory'

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

  // Each one it refused was remembered until the time was over: with a long one, without bound.
  it('remembers no sender that it refuses for the address', () => {
    const own = ownCounts({ messages: 1, seconds: 80_000 })
    for (let i = 0; i < ADDRESS_RATE_FACTOR; i++) consumeBoth(own, `guest-${i}`, HOME)
    for (let i = 0; i < 100; i++)
      expect(consumeBoth(own, `another-${i}`, HOME)).toMatchObject({ allowed: false, whose: 'address' })
    expect([own.senders.size, own.addresses.size]).toEqual([ADDRESS_RATE_FACTOR, 1])
  })

  it('allows a sender whose address may send again', async () => {
    const limit = createMemorySendLimit({ messages: 1, seconds: 10 })
    for (let i = 0; i < ADDRESS_RATE_FACTOR; i++) await limit.take(`guest-${i}`, HOME)
    expect(await limit.take('ada', HOME)).toEqual({ allowed: false, whose: 'address', retryAfterMs: 10_000 })
    vi.advanceTimersByTime(10_000)
    expect(await limit.take('ada', HOME)).toEqual({ allowed: true })
  })
})
