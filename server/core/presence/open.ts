import type { Bus } from '../bus/bus'
import type { RedisLinks } from '../../platform/redis/connect'
import { createMemoryPresence } from './memory'
import type { Presence } from './presence'
import { createRedisPresence } from './redis'

/**
 * Presence: shared through Redis if there is one, else of this process alone. Pass the bus's `presence` control
 * messages to `refresh`. Close it before the bus and the links.
 */
export function openPresence(links: RedisLinks | null, bus: Pick<Bus, 'control'>): Presence {
  return links ? createRedisPresence({ links, control: message => bus.control(message) }) : createMemoryPresence()
}
