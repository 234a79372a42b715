import { describe, expect, it } from 'vitest'
import { connectRedis } from '../../../../../server/platform/redis/connect'
import { retryDelayMs } from '../../../../../server/platform/redis/link-options'

describe('the delay before connecting again', () => {
  it('doubles up to ten seconds and never passes them', () => {
    const latest = [1, 2, 3, 4, 5, 6, 7, 8, 1_000].map(attempt => retryDelayMs(attempt, () => 1))
    expect(latest).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000])
  })

  it('is at least half of that, so that a server that is down is not hammered', () => {
    expect([retryDelayMs(1, () => 0), retryDelayMs(50, () => 0)]).toEqual([50, 5_000])
  })
})

describe('connecting', () => {
  it('is not done without a REDIS_URL', () => {
    expect(connectRedis({ REDIS_PREFIX: 'parley' })).toBeNull()
  })

  it('refuses a password that can not be read, without showing it', () => {
    expect(() => connectRedis({ REDIS_URL: 'redis://:100%@localhost', REDIS_PREFIX: 'parley' })).toThrow(
      /^REDIS_URL has a "%".*Write "%25"/,
    )
  })
})
