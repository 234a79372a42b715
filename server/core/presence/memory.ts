import { createTrouble, type Trouble } from '../../platform/redis/trouble'
import { logger } from '../../platform/logging/logger'
import { createThrottle } from './throttle'
import { PRESENCE_INTERVAL_MS, type Presence } from './presence'
import { createReadings } from './readings'
import { createRoster } from './roster'

/** A crowd that joins within this time is one frame. Short enough that a single user is seen at once. */
export const PRESENCE_LEAD_MS = 100

export interface MemoryPresenceOptions {
  readonly intervalMs?: number
  readonly leadMs?: number
  readonly trouble?: Pick<Trouble, 'report'>
}

/** Presence of a single process. */
export function createMemoryPresence(options: MemoryPresenceOptions = {}): Presence {
  const { intervalMs = PRESENCE_INTERVAL_MS, leadMs = PRESENCE_LEAD_MS, trouble = createTrouble({ logger }) } = options
  const roster = createRoster()
  const readings = createReadings(trouble)
  const changes = createThrottle({
    leadMs,
    intervalMs,
    run: rooms => rooms.forEach(room => readings.settle(room, roster.count(room))),
  })
  return {
    enter(room, user) {
      if (roster.enter(room, user)) changes.mark(room)
    },
    leave(room, user) {
      if (roster.leave(room, user)) changes.mark(room)
    },
    online: room => readings.handOut(room, roster.count(room)),
    among: async room => new Set(roster.users(room)),
    onChange: readings.onChange,
    refresh: room => changes.mark(room),
    close: async () => changes.close(),
  }
}
