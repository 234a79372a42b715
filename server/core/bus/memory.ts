import type { LogEvent } from '#shared/events'
import { logger } from '../../platform/logging/logger'
import type { Bus, BusHandlers, ControlMessage } from './bus'
import { shieldHandlers } from './shield'
import { createTrouble, type Trouble } from '../../platform/redis/trouble'
import { createWanted } from './wanted'

/** One end of a network: how a message of another end comes in. */
interface End {
  events(room: string, events: readonly LogEvent[]): void
  live(room: string, text: string): void
  control(message: ControlMessage): void
}

/** What the buses of one process are joined by, in place of Redis. */
export interface Network {
  readonly ends: Set<End>
  /** What a bare `PUBLISH` is to Redis: a text for everybody in the room. */
  live(room: string, text: string): void
}

export function createNetwork(): Network {
  const ends = new Set<End>()
  return {
    ends,
    live(room, text) {
      for (const end of ends) queueMicrotask(() => end.live(room, text))
    },
  }
}

/**
 * A bus without a server. Buses on one network hear each other; by default each has a network of its own, because in a single
 * process there is nobody else to tell. Its own messages do not come back, so local delivery costs nothing here.
 */
export function createMemoryBus(network: Network = createNetwork(), trouble: Trouble = createTrouble({ logger })): Bus {
  const wanted = createWanted()
  let end: End | undefined

  /** In a later microtask, so that nobody waits for the others' handlers. Microtasks run in order, and so do messages. */
  function toOthers(deliver: (other: End) => void) {
    if (!end) return
    for (const other of network.ends) {
      if (other !== end) queueMicrotask(() => deliver(other))
    }
  }

  function join(handlers: BusHandlers): End {
    return {
      events: (room, events) => {
        if (end && wanted.has(room)) handlers.events(room, events)
      },
      live: (room, text) => {
        if (end && wanted.isLive(room)) handlers.live(room, text)
      },
      control: (message) => {
        if (end) handlers.control(message)
      },
    }
  }

  return {
    async start(given) {
      const handlers = shieldHandlers(given, error => trouble.report('handler', error))
      end = join(handlers)
      network.ends.add(end)
      queueMicrotask(handlers.up)
    },
    publish: (room, events) => toOthers(other => other.events(room, events)),
    control: message => toOthers(other => other.control(message)),
    subscribe: (room, { live = false } = {}) => wanted.add(room, live),
    unsubscribe: room => wanted.remove(room),
    state: () => ({ kind: 'memory', connected: end !== undefined }),
    async close() {
      if (end) network.ends.delete(end)
      end = undefined
    },
  }
}
