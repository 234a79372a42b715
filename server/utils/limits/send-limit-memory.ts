import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { SendRate } from '../config/schema'
import { logger } from '../observe/logger'
import type { SendLimit } from './send-limit'
import { addressRate, takeInTurn } from './send-limit-consume'

/** Counts in this process: `messages` in any window of `seconds`, which begins with the first message after a quiet time. */
export function memoryLimiter({ messages, seconds }: SendRate): RateLimiterMemory {
  return new RateLimiterMemory({ points: messages, duration: seconds })
}

export function createMemorySendLimit(rate: SendRate): SendLimit {
  const limiters = { senders: memoryLimiter(rate), addresses: memoryLimiter(addressRate(rate)) }
  const onFailure = (error: unknown) => logger.error({ reason: String(error) }, 'the send limit can not count')
  return {
    take: (sender, address) => takeInTurn(limiters, sender, address, onFailure),
    close: async () => {},
  }
}
