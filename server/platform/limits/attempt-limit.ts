import type { SendRate } from '../config/schema'
import type { RedisLinks } from '../redis/connect'
import { memoryCount } from './send-limit-memory'
import { createSharedCount } from './shared-count'

/** Longest wait for the shared count: Redis answers in under a millisecond. */
const ANSWER_MS = 250

/** Limits attempts per key, over all processes where they share a Redis. */
export interface AttemptLimit {
  /** Counts an attempt. Returns the ms to wait: 0 while the window is within the rate. Never rejects. */
  consume(key: string): Promise<number>
}

/** @param name of the limit, for its keys in Redis */
export function openAttemptLimit(rate: SendRate, name: string, links: RedisLinks | null): AttemptLimit {
  const own = memoryCount(rate)
  if (!links) return { consume: async key => own.consume(key) }
  const { publisher, trouble } = links
  const shared = createSharedCount(rate, name, links, ANSWER_MS)
  return {
    async consume(key) {
      const knownMs = shared.knownWaitMs(key)
      if (knownMs > 0) return knownMs
      if (publisher.status !== 'ready') return own.consume(key)
      try {
        const waitMs = await shared.consume(key)
        trouble.over(name)
        return waitMs
      }
      catch (error) {
        trouble.report(name, error)
        return own.consume(key)
      }
    },
  }
}
