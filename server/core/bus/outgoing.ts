import type { LogEvent } from '#shared/events'
import { afterTick } from '../../platform/event-loop/after-tick'
import type { Channels } from './channels'
import { anchor } from '../../platform/redis/cluster/anchor'
import { encodeEvents } from './codec'
import type { RedisLinks } from '../../platform/redis/connect'

/**
 * Most UTF-16 units sent to Redis and not yet answered. A dead connection that looks open takes everything until the
 * watchdog cuts it. What exceeds this meanwhile is dropped, and processes that miss it read it from the log.
 */
const IN_FLIGHT_MAX_CHARS = 8 * 1024 * 1024

export interface Outgoing {
  publish(room: string, events: readonly LogEvent[]): void
  /** Sends one control message now, or drops it. */
  control(payload: string): void
  /** Sends the pending events. */
  flush(): void
}

/**
 * The publishing half of the Redis driver. It sends a tick's events of a room in one PUBLISH, drops what can't be sent,
 * and never throws.
 */
export function createOutgoing(
  { publisher, shards, trouble }: Pick<RedisLinks, 'publisher' | 'shards' | 'trouble'>,
  channels: Channels,
): Outgoing {
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
      .then(
        () => trouble.over('publish'),
        error => trouble.report('publish', error),
      )
      .finally(() => (inFlight -= payload.length))
  }

  const publishClassic = (channel: string, payload: string) => anchor(publisher)?.publish(channel, payload)

  /** Before the cluster has said which kind of Pub/Sub it has, no process can be subscribed. */
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
