import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { SendRate } from '../config/schema'
import { logger } from '../observe/logger'
import type { SendLimit } from './send-limit'
import { sendLimitOf } from './send-limit-consume'

/** Counts in this process: `messages` in any window of `seconds`, which begins with the first message after a quiet time. */
export function createMemorySendLimit({ messages, seconds }: SendRate): SendLimit {
  const limiter = new RateLimiterMemory({ points: messages, duration: seconds })
  return sendLimitOf(limiter, error => logger.error({ reason: String(error) }, 'the send limit can not count'))
}
