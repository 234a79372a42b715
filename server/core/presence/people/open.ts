import type { Bus } from '../../bus/bus'
import type { RedisLinks } from '../../../platform/redis/connect'
import { createMemoryPeople } from './memory'
import type { PeoplePresence } from './people-presence'
import { createRedisPeople } from './redis'

/**
 * Whereabouts of users: shared through Redis if there is one, else of this process alone. Pass the bus's `people`
 * control messages to `refresh`. Close it before the bus and the links.
 */
export function openPeoplePresence(links: RedisLinks | null, bus: Pick<Bus, 'control'>): PeoplePresence {
  return links ? createRedisPeople({ links, control: message => bus.control(message) }) : createMemoryPeople()
}
