import { RateLimiterMemory, RateLimiterRedis, RLWrapperTimeouts } from 'rate-limiter-flexible'
import type { RedisLinks } from '../bus/connect'
import type { SendRate } from '../config/schema'
import type { SendLimit } from './send-limit'
import { sendLimitOf } from './send-limit-consume'

/** What a sender waits at most for the shared count. A Redis that answers takes under a millisecond; one that hangs must not hold messages up. */
const ANSWER_MS = 250

export interface RedisSendLimitOptions {
  readonly answerMs?: number
}

/** Counts over all processes; without an answer of Redis, this process counts alone. */
export function createRedisSendLimit({ messages, seconds }: SendRate, links: Pick<RedisLinks, 'publisher' | 'prefix' | 'trouble'>, options: RedisSendLimitOptions = {}): SendLimit {
  const { answerMs = ANSWER_MS } = options
  const shared = new RateLimiterRedis({
    storeClient: links.publisher,
    keyPrefix: `${links.prefix}:send`,
    points: messages,
    duration: seconds,
    rejectIfRedisNotReady: true,
    // Somebody who is over the limit is refused from memory until the window ends: a flood here is not a flood of Redis.
    inMemoryBlockOnConsumed: messages,
  })
  // The insurance is the wrapper's and not the shared limiter's: on a hanging link both would count the same message.
  const limiter = new RLWrapperTimeouts({
    limiter: shared,
    timeoutMs: answerMs,
    insuranceLimiter: new RateLimiterMemory({ points: messages, duration: seconds }),
  })
  return sendLimitOf(limiter, error => links.trouble.report('send limit', error))
}
