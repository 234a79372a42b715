import type { Bus } from '../bus/bus'
import type { RedisLinks } from '../../platform/redis/connect'
import { createMemoryPresence } from './memory'
import type { Presence } from './presence'
import { createRedisPresence } from './redis'

/**
 * Presence of this process: shared through Redis where there is one, else counted here alone. The `presence` control messages that
 * the bus brings in must be given to its `refresh`. Close it before the bus and the links.
 */
export function openPresence(links: RedisLinks | null, bus: Pick<Bus, 'control'>): Presence {
  return links ? createRedisPresence({ links, control: message => bus.control(message) }) : createMemoryPresence()
}
