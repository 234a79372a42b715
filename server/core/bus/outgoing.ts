import type { LogEvent } from '#shared/events'
import { afterTick } from '../../platform/event-loop/after-tick'
import type { Channels } from './channels'
import { anchor } from '../../platform/redis/cluster/anchor'
import { encodeEvents } from './codec'
import type { RedisLinks } from '../../platform/redis/connect'

/**
 * What may be under way to Redis unanswered, in UTF-16 units. A link that looks open but is dead takes everything and answers nothing
 * until the watchdog cuts it; what exceeds this meanwhile is dropped, and read from the log by whoever misses it.
 */
const IN_FLIGHT_MAX_CHARS = 8 * 1024 * 1024

export interface Outgoing {
  publish(room: string, events: readonly LogEvent[]): void
  /** Sends one control message now, or drops it. */
  control(payload: string): void
  /** Sends what is gathered. */
  flush(): void
}

/** The publishing half of the Redis driver: gathers a turn's events of a room into one PUBLISH, drops what can't go out, never throws. */
export function createOutgoing({ publisher, shards, trouble }: Pick<RedisLinks, 'publisher' | 'shards' | 'trouble'>, channels: Channels): Outgoing {
  let gathered = new Map<string, LogEvent[]>()
  let inFlight = 0

  /** Sends one payload now, or drops it. */
  function send(payload: string, publish: () => Promise<unknown> | undefined) {
    if (publisher.status !== 'ready') return
    if (inFlight + payload.length > IN_FLIGHT_MAX_CHARS) {
      trouble.report('publish', 'Redis does not answer: what does not fit is dropped and read from the log instead')
      return
    }
    const publishing = publish()
    if (!publishing) return
    inFlight += payload.length
    publishing
      .then(() => trouble.over('publish'), error => trouble.report('publish', error))
      .finally(() => (inFlight -= payload.length))
  }

  const publishClassic = (channel: string, payload: string) => anchor(publisher)?.publish(channel, payload)

  /** Until the cluster has said which kind of Pub/Sub it has, nobody can be listening. */
  function publishEvents(channel: string, payload: string) {
    if (!shards || shards.mode() === 'classic') return publishClassic(channel, payload)
    return shards.mode() === 'sharded' ? publisher.spublish(channel, payload) : undefined
  }

  function flush() {
    const batch = gathered
    gathered = new Map()
    for (const [room, events] of batch) {
      for (const payload of encodeEvents(events)) send(payload, () => publishEvents(channels.events(room), payload))
    }
  }

  const flushSoon = afterTick(flush)

  return {
    control: payload => send(payload, () => publishClassic(channels.control, payload)),
    flush,
    publish(room, events) {
      const waiting = gathered.get(room)
      if (waiting) waiting.push(...events)
      else gathered.set(room, [...events])
      flushSoon()
    },
  }
}
