import type { LogEvent } from '#shared/events'
import { logger } from '../../platform/logging/logger'
import type { Bus, BusHandlers, ControlMessage } from './bus'
import { shieldHandlers } from './shield'
import { createTrouble, type Trouble } from '../../platform/redis/trouble'
import { createWanted } from './wanted'

/** One end of a network: receives the messages of the other ends. */
interface End {
  events(room: string, events: readonly LogEvent[]): void
  external(room: string, text: string): void
  control(message: ControlMessage): void
}

/** Connects the buses of one process, in place of Redis. */
export interface Network {
  readonly ends: Set<End>
  /** The counterpart of a bare `PUBLISH`: a text for all peers in the room. */
  external(room: string, text: string): void
}

export function createNetwork(): Network {
  const ends = new Set<End>()
  return {
    ends,
    external(room, text) {
      for (const end of ends) queueMicrotask(() => end.external(room, text))
    },
  }
}

/**
 * A bus without a server. Buses on one network hear each other. By default each has its own network, since a single
 * process has no other to notify. A bus does not hear itself, so local delivery costs nothing here.
 */
export function createMemoryBus(network: Network = createNetwork(), trouble: Trouble = createTrouble({ logger })): Bus {
  const wanted = createWanted()
  let end: End | undefined

  /**
   * In a later microtask, so that the caller does not wait for the others' handlers. Microtasks, and so messages, keep
   * their order.
   */
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
      external: (room, text) => {
        if (end && wanted.isExternal(room)) handlers.external(room, text)
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
      queueMicrotask(handlers.onConnected)
    },
    publish: (room, events) => toOthers(other => other.events(room, events)),
    control: message => toOthers(other => other.control(message)),
    subscribe: (room, { external = false } = {}) => wanted.add(room, external),
    unsubscribe: room => wanted.remove(room),
    state: () => ({ kind: 'memory', connected: end !== undefined }),
    async close() {
      if (end) network.ends.delete(end)
      end = undefined
    },
  }
}
