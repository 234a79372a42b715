import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { SendRate } from '../config/schema'
import type { SendLimit } from './send-limit'
import { addressRate, takeInTurn, type OwnLimiters } from './send-limit-consume'

/** Counts in this process: `messages` in any window of `seconds`, which begins with the first message after a quiet time. */
export function memoryLimiter({ messages, seconds }: SendRate): RateLimiterMemory {
  return new RateLimiterMemory({ points: messages, duration: seconds })
}

export function ownLimiters(rate: SendRate): OwnLimiters {
  return { senders: memoryLimiter(rate), addresses: memoryLimiter(addressRate(rate)) }
}

export function createMemorySendLimit(rate: SendRate): SendLimit {
  const own = ownLimiters(rate)
  return {
    take: (sender, address) => takeInTurn(own, sender, address),
    close: async () => {},
  }
}
