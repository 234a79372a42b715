import type { RedisLinks } from '../redis/connect'
import type { Config } from '../config/schema'
import type { SendLimit } from './send-limit'
import { ALLOWED } from './send-limit-consume'
import { createMemorySendLimit } from './send-limit-memory'
import { createRedisSendLimit } from './send-limit-redis'

const UNLIMITED: SendLimit = {
  take: async () => ALLOWED,
  close: async () => {},
}

/** The send limit of this process: none with `RATE_LIMIT=off`, shared with Redis, else counted in this process. */
export function openSendLimit({ RATE_LIMIT: rate }: Pick<Config, 'RATE_LIMIT'>, links: RedisLinks | null): SendLimit {
  if (!rate) return UNLIMITED
  return links ? createRedisSendLimit(rate, links) : createMemorySendLimit(rate)
}
