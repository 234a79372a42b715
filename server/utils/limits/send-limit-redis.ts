import { RateLimiterRedis, RLWrapperTimeouts } from 'rate-limiter-flexible'
import type { RedisLinks } from '../bus/connect'
import type { SendRate } from '../config/schema'
import type { SendLimit } from './send-limit'
import { addressRate, ALLOWED, consume, refusal, takeInTurn } from './send-limit-consume'
import { ownLimiters } from './send-limit-memory'

declare module 'rate-limiter-flexible' {
  // The library has it, its types do not.
  interface RateLimiterStoreAbstract {
    getInMemoryBlockMsBeforeExpire(storeKey: string): number
  }
}

/** What a sender waits at most for the shared count. A Redis that answers takes under a millisecond; one that hangs must not hold messages up. */
const ANSWER_MS = 250

export interface RedisSendLimitOptions {
  readonly answerMs?: number
}

type Links = Pick<RedisLinks, 'publisher' | 'prefix' | 'trouble'>

/** The stage of what `trouble` is told. */
const STAGE = 'send limit'

/** Counts over all processes; without an answer of Redis, or with one that it does not count (it is full, or forbids scripts), this process counts alone. */
export function createRedisSendLimit(rate: SendRate, links: Links, { answerMs = ANSWER_MS }: RedisSendLimitOptions = {}): SendLimit {
  const { publisher, trouble } = links
  const senders = createCounter(rate, 'send', links, answerMs)
  const addresses = createCounter(addressRate(rate), 'send-address', links, answerMs)
  const own = ownLimiters(rate)
  return {
    async take(sender, address) {
      if (publisher.status !== 'ready') return takeInTurn(own, sender, address)
      const known = refusal('sender', senders.knownWaitMs(sender)) ?? refusal('address', addresses.knownWaitMs(address))
      if (known) return known
      try {
        // Both at once are one round trip. The first message of a sender above their limit that a process hears of counts for the address too, and the first
        // above that of an address for its sender; no other does.
        const [ofSender, ofAddress] = await Promise.all([consume(senders.limiter, sender), consume(addresses.limiter, address)])
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

function createCounter({ messages, seconds }: SendRate, name: string, { publisher, prefix }: Links, answerMs: number) {
  const shared = new RateLimiterRedis({
    storeClient: publisher,
    keyPrefix: `${prefix}:${name}`,
    points: messages,
    duration: seconds,
    rejectIfRedisNotReady: true,
    // Somebody who is over the limit is refused from memory until the window ends: a flood here is not a flood of Redis.
    inMemoryBlockOnConsumed: messages,
  })
  return {
    // Without an insurance of the library's: it would swallow why Redis did not count, and count for sender and address apart.
    limiter: new RLWrapperTimeouts({ limiter: shared, timeoutMs: answerMs }),
    /** What somebody has to wait of whom this process knows, without asking, that they are over the limit. */
    knownWaitMs: (key: string) => shared.getInMemoryBlockMsBeforeExpire(shared.getKey(key)),
  }
}
