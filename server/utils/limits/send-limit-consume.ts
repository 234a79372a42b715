import { RateLimiterRes, type RateLimiterLike } from 'rate-limiter-flexible'
import type { SendLimit } from './send-limit'

/** A send limit over a limiter of the library, which refuses by rejecting with a `RateLimiterRes`. */
export function sendLimitOf(limiter: RateLimiterLike, onFailure: (error: unknown) => void): SendLimit {
  return {
    async take(sender) {
      try {
        await limiter.consume(sender)
        return { allowed: true }
      }
      catch (refusal) {
        if (refusal instanceof RateLimiterRes) return { allowed: false, retryAfterMs: Math.max(1, Math.ceil(refusal.msBeforeNext)) }
        // Neither Redis nor this process could count: a limit is there against floods, not to keep people from talking.
        onFailure(refusal)
        return { allowed: true }
      }
    },
    async close() {},
  }
}
