import type { Bus } from '../../bus/bus'
import type { RedisLinks } from '../../../platform/redis/connect'
import { createMemoryPeople } from './memory'
import type { PeoplePresence } from './people-presence'
import { createRedisPeople } from './redis'

/**
 * The users who are here: shared through Redis where there is one, else those of this process alone. The `people`
 * control messages that the bus brings in must be given to its `refresh`. Close it before the bus and the links.
 */
export function openPeoplePresence(links: RedisLinks | null, bus: Pick<Bus, 'control'>): PeoplePresence {
  return links ? createRedisPeople({ links, control: message => bus.control(message) }) : createMemoryPeople()
}
