import { LRUCache } from 'lru-cache'
import type { RedisLinks } from '../redis/connect'

/** Enforces a least time between two acts of one kind, such as messages in slow mode. */
export interface Spacing {
  /**
   * Consumes the interval of a key, for `ms`. The same act may consume it again: a client without an answer repeats it.
   * Never rejects: while Redis can't be reached, this process counts alone.
   * @param act identifies the act
   * @returns the ms to wait; 0 if the act is allowed
   */
  take(key: string, act: string, ms: number): Promise<number>
}

/** Keys remembered per process: further members in slow mode at the same time are not limited by it. */
const KEYS_MAX = 50_000

/** Longest wait for Redis. */
const ANSWER_MS = 250

const STAGE = 'slow mode'

export function createMemorySpacing(now = () => performance.now()): Spacing {
  const taken = new LRUCache<string, { readonly act: string, readonly until: number }>({ max: KEYS_MAX })
  return {
    async take(key, act, ms) {
      const last = taken.get(key)
      if (last && last.until > now()) return last.act === act ? 0 : Math.ceil(last.until - now())
      taken.set(key, { act, until: now() + ms })
      return 0
    },
  }
}

/** Over all processes: the interval is a Redis key that expires. */
export function createRedisSpacing({
  publisher,
  prefix,
  trouble,
}: Pick<RedisLinks, 'publisher' | 'prefix' | 'trouble'>): Spacing {
  const own = createMemorySpacing()
  async function ask(key: string, act: string, ms: number): Promise<number> {
    const at = `${prefix}:slow:${key}`
    if (await publisher.set(at, act, 'PX', ms, 'NX') !== null) return 0
    const [holder, left] = await Promise.all([publisher.get(at), publisher.pttl(at)])
    return holder === act ? 0 : Math.min(Math.max(left, 1), ms)
  }
  return {
    async take(key, act, ms) {
      if (publisher.status !== 'ready') return own.take(key, act, ms)
      try {
        const late = new Promise<never>((_, reject) => {
          setTimeout(() => reject(new Error('Redis did not answer in time.')), ANSWER_MS).unref()
        })
        const wait = await Promise.race([ask(key, act, ms), late])
        trouble.over(STAGE)
        return wait
      }
      catch (error) {
        trouble.report(STAGE, error)
        return own.take(key, act, ms)
      }
    },
  }
}
