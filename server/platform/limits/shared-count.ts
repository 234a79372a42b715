import { RateLimiterRedis, RateLimiterRes, RLWrapperTimeouts } from 'rate-limiter-flexible'
import type { RedisLinks } from '../redis/connect'
import type { SendRate } from '../config/schema'
import { SpentKeys } from './spent-keys'

/** Counts per key over all processes, in Redis. */
export interface SharedCount {
  /**
   * Counts one. Gives what is to wait in ms, 0 while the window has had no more than the rate allows.
   * Rejects when Redis does not count.
   */
  consume(key: string): Promise<number>
  /** What is to wait for a key that this process knows to be over the limit, without asking Redis: a flood here is not a flood of Redis. */
  knownWaitMs(key: string): number
}

/** @param answerMs what is waited for Redis at most */
export function createSharedCount(rate: SendRate, name: string, links: Pick<RedisLinks, 'publisher' | 'prefix'>, answerMs: number): SharedCount {
  const windowMs = rate.seconds * 1_000
  const shared = new RateLimiterRedis({
    storeClient: links.publisher,
    keyPrefix: `${links.prefix}:${name}`,
    points: rate.messages,
    duration: rate.seconds,
    rejectIfRedisNotReady: true,
  })
  // Without an insurance of the library's: it would swallow why Redis did not count, and count for sender and address apart.
  const limiter = new RLWrapperTimeouts({ limiter: shared, timeoutMs: answerMs })
  // The library has a memory of spent keys too (inMemoryBlockOnConsumed), by the time of day: put back, the clock keeps senders out for as long.
  const spent = new SpentKeys()
  return {
    async consume(key) {
      const { allowed, remaining, waitMs } = await consume(limiter, key)
      // The time to live of the key in Redis is never longer than the window, unless somebody else wrote it.
      const boundedMs = Math.min(Math.max(1, waitMs), windowMs)
      if (remaining <= 0) spent.add(key, boundedMs)
      return allowed ? 0 : boundedMs
    },
    knownWaitMs: key => spent.waitMs(key),
  }
}

/** The library refuses by rejecting with the same object that it otherwise resolves with. */
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
