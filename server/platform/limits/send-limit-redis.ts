import type { RedisLinks } from '../redis/connect'
import type { SendRate } from '../config/schema'
import type { SendLimit } from './send-limit'
import { addressRate, ALLOWED, consumeBoth, refusal } from './send-limit-consume'
import { ownCounts } from './send-limit-memory'
import { createSharedCount } from './shared-count'

/** Longest wait for the shared count. Redis answers in under a millisecond; one that hangs must not delay messages. */
const ANSWER_MS = 250

export interface RedisSendLimitOptions {
  readonly answerMs?: number
}

type Links = Pick<RedisLinks, 'publisher' | 'prefix' | 'trouble'>

/** The stage reported to `trouble`. */
const STAGE = 'send limit'

/**
 * Counts over all processes. If Redis does not answer, or can't count (it is full, or forbids scripts), this process
 * counts alone.
 */
export function createRedisSendLimit(rate: SendRate, links: Links, options: RedisSendLimitOptions = {}): SendLimit {
  const { answerMs = ANSWER_MS } = options
  const { publisher, trouble } = links
  const senders = createSharedCount(rate, 'send', links, answerMs)
  const addresses = createSharedCount(addressRate(rate), 'send-address', links, answerMs)
  const own = ownCounts(rate)
  return {
    async take(sender, address) {
      if (publisher.status !== 'ready') return consumeBoth(own, sender, address)
      const known = refusal('sender', senders.knownWaitMs(sender))
        ?? refusal('address', addresses.knownWaitMs(address))
      if (known) return known
      try {
        // Both in one round trip. The first refused message also consumes the other limit; later ones do not.
        const [ofSender, ofAddress] = await Promise.all([senders.consume(sender), addresses.consume(address)])
        trouble.over(STAGE)
        return refusal('sender', ofSender) ?? refusal('address', ofAddress) ?? ALLOWED
      }
      catch (error) {
        trouble.report(STAGE, error)
        return consumeBoth(own, sender, address)
      }
    },
    close: async () => {},
  }
}
