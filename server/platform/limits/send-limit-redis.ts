import type { RedisLinks } from '../redis/connect'
import type { SendRate } from '../config/schema'
import type { SendLimit } from './send-limit'
import { addressRate, ALLOWED, refusal, takeInTurn } from './send-limit-consume'
import { ownCounts } from './send-limit-memory'
import { createSharedCount } from './shared-count'

/** What a sender waits at most for the shared count. A Redis that answers takes under a millisecond; one that hangs must not hold messages up. */
const ANSWER_MS = 250

export interface RedisSendLimitOptions {
  readonly answerMs?: number
}

type Links = Pick<RedisLinks, 'publisher' | 'prefix' | 'trouble'>

/** The stage of what `trouble` is told. */
const STAGE = 'send limit'

/** Counts over all processes. Without an answer of Redis, or with one that it does not count (it is full, or forbids scripts), this process counts alone. */
export function createRedisSendLimit(rate: SendRate, links: Links, { answerMs = ANSWER_MS }: RedisSendLimitOptions = {}): SendLimit {
  const { publisher, trouble } = links
  const senders = createSharedCount(rate, 'send', links, answerMs)
  const addresses = createSharedCount(addressRate(rate), 'send-address', links, answerMs)
  const own = ownCounts(rate)
  return {
    async take(sender, address) {
      if (publisher.status !== 'ready') return takeInTurn(own, sender, address)
      const known = refusal('sender', senders.knownWaitMs(sender)) ?? refusal('address', addresses.knownWaitMs(address))
      if (known) return known
      try {
        // Both at once are one round trip. The first refused message also consumes the other allowance; later ones do not.
        const [ofSender, ofAddress] = await Promise.all([senders.consume(sender), addresses.consume(address)])
        trouble.over(STAGE)
        return refusal('sender', ofSender) ?? refusal('address', ofAddress) ?? ALLOWED
      }
      catch (error) {
        trouble.report(STAGE, error)
        return takeInTurn(own, sender, address)
      }
    },
    close: async () => {},
  }
}
