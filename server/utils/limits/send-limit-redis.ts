import { RateLimiterRedis, RLWrapperTimeouts } from 'rate-limiter-flexible'
import type { RedisLinks } from '../bus/connect'
import type { SendRate } from '../config/schema'
import type { SendLimit } from './send-limit'
import { addressRate, ALLOWED, consume, refusal, takeInTurn } from './send-limit-consume'
import { memoryLimiter } from './send-limit-memory'

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

/** Counts over all processes; without an answer of Redis, this process counts alone. */
export function createRedisSendLimit(rate: SendRate, links: Links, { answerMs = ANSWER_MS }: RedisSendLimitOptions = {}): SendLimit {
  const senders = createCounter(rate, 'send', links, answerMs)
  const addresses = createCounter(addressRate(rate), 'send-address', links, answerMs)
  const alone = { senders: senders.alone, addresses: addresses.alone }
  const onFailure = (error: unknown) => links.trouble.report('send limit', error)
  return {
    async take(sender, address) {
      if (links.publisher.status !== 'ready') return takeInTurn(alone, sender, address, onFailure)
      const known = refusal('sender', senders.knownWaitMs(sender)) ?? refusal('address', addresses.knownWaitMs(address))
      if (known) return known
      // Both at once are one round trip. The first message of a sender above their limit that a process hears of counts for the address too, and the first
      // above that of an address for its sender; no other does.
      const [ofSender, ofAddress] = await Promise.all([consume(senders.limiter, sender, onFailure), consume(addresses.limiter, address, onFailure)])
      return refusal('sender', ofSender) ?? refusal('address', ofAddress) ?? ALLOWED
    },
    close: async () => {},
  }
}

function createCounter(rate: SendRate, name: string, { publisher, prefix }: Links, answerMs: number) {
  const { messages, seconds } = rate
  const shared = new RateLimiterRedis({
    storeClient: publisher,
    keyPrefix: `${prefix}:${name}`,
    points: messages,
    duration: seconds,
    rejectIfRedisNotReady: true,
    // Somebody who is over the limit is refused from memory until the window ends: a flood here is not a flood of Redis.
    inMemoryBlockOnConsumed: messages,
  })
  const alone = memoryLimiter(rate)
  return {
    // The insurance is the wrapper's and not the shared limiter's: on a hanging link both would count the same message.
    limiter: new RLWrapperTimeouts({ limiter: shared, timeoutMs: answerMs, insuranceLimiter: alone }),
    alone,
    /** What somebody has to wait of whom this process knows, without asking, that they are over the limit. */
    knownWaitMs: (key: string) => shared.getInMemoryBlockMsBeforeExpire(shared.getKey(key)),
  }
}
