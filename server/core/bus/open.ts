import type { Bus } from './bus'
import type { RedisLinks } from '../../platform/redis/connect'
import { createMemoryBus } from './memory'
import { createRedisBus } from './redis'

/**
 * The bus of this process: over Redis if `connectRedis` found a `REDIS_URL`, else in process. The caller closes the
 * links.
 */
export function openBus(links: RedisLinks | null): Bus {
  return links ? createRedisBus(links) : createMemoryBus()
}
