import { RateLimiterRedis, RateLimiterRes, RLWrapperTimeouts } from 'rate-limiter-flexible'
import type { RedisLinks } from '../redis/connect'
import type { SendRate } from '../config/schema'
import { SpentKeys } from './spent-keys'

/** A count per key over all processes, in Redis. */
export interface SharedCount {
  /**
   * Counts one. Returns the ms to wait: 0 while the window is within the rate.
   * Rejects if Redis does not count.
   */
  consume(key: string): Promise<number>
  /** Ms to wait for a key that this process knows to be over the limit, without asking Redis: a flood stops here. */
  knownWaitMs(key: string): number
}

type Links = Pick<RedisLinks, 'publisher' | 'prefix'>

/** @param answerMs longest wait for Redis */
export function createSharedCount(rate: SendRate, name: string, links: Links, answerMs: number): SharedCount {
  const windowMs = rate.seconds * 1_000
  const shared = new RateLimiterRedis({
    storeClient: links.publisher,
    keyPrefix: `${links.prefix}:${name}`,
    points: rate.messages,
    duration: rate.seconds,
    rejectIfRedisNotReady: true,
  })
  // Without the library's insurance limiter: it would hide why Redis failed, and count sender and address apart.
  const limiter = new RLWrapperTimeouts({ limiter: shared, timeoutMs: answerMs })
  // The library's inMemoryBlockOnConsumed uses the time of day: after the clock is set back, senders would wait longer.
  const spent = new SpentKeys()
  return {
    async consume(key) {
      const { allowed, remaining, waitMs } = await consume(limiter, key)
      // The key's time to live in Redis never exceeds the window, unless another program wrote it.
      const boundedMs = Math.min(Math.max(1, waitMs), windowMs)
      if (remaining <= 0) spent.add(key, boundedMs)
      return allowed ? 0 : boundedMs
    },
    knownWaitMs: key => spent.waitMs(key),
  }
}

/** The library rejects a refusal with the same object that it otherwise resolves with. */
async function consume(limiter: RLWrapperTimeouts, key: string) {
  try {
    return answer(true, await limiter.consume(key))
  }
  catch (refusal) {
    if (refusal instanceof RateLimiterRes) return answer(false, refusal)
    throw refusal
  }
}

function answer(allowed: boolean, { remainingPoints, msBeforeNext }: RateLimiterRes) {
  return { allowed, remaining: remainingPoints, waitMs: msBeforeNext }
}
