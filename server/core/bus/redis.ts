import type { Bus, BusHandlers, BusState } from './bus'
import { createChannels } from './channels'
import { decodeControl, decodeEvents, decodeExternal, encodeControl } from './codec'
import type { RedisLinks } from '../../platform/redis/connect'
import { listen, type Listening } from './listening'
import { createOutgoing } from './outgoing'
import { shieldHandlers } from './shield'
import { createWanted } from './wanted'

/**
 * A bus over Redis Pub/Sub. `<prefix>:room:<room>` carries JSON arrays of events, `<prefix>:control` carries control
 * messages, and other Redis clients publish to the bare channel `<room>`. A process hears its own messages too.
 * In a Redis Cluster, events use sharded Pub/Sub if the servers have it. The rest uses classic Pub/Sub, which a cluster
 * carries to all its nodes.
 */
export function createRedisBus(links: RedisLinks): Bus {
  const { publisher, subscriber, trouble } = links
  const channels = createChannels(links.prefix)
  const wanted = createWanted()
  const outgoing = createOutgoing(links, channels)
  let listening: Listening | undefined

  function isWanted(channel: string): boolean {
    const source = channels.source(channel)
    if (source.kind === 'control') return true
    return source.kind === 'external' ? wanted.isExternal(source.room) : wanted.has(source.room)
  }

  function* allWanted() {
    yield channels.control
    for (const room of wanted.rooms()) yield* channelsOf(room)
  }

  function channelsOf(room: string): string[] {
    return [channels.events(room), channels.external(room)].filter(isWanted)
  }

  /**
   * Every message from Redis enters here and is parsed. A payload that does not parse is reported and dropped; the log
   * has its events.
   */
  function receive(handlers: BusHandlers, channel: string, payload: string) {
    // Redis may still send messages of a room that was unsubscribed a moment ago.
    if (!isWanted(channel)) return
    const source = channels.source(channel)
    if (source.kind === 'external') {
      const text = decodeExternal(payload)
      if (text !== null) handlers.external(source.room, text)
      return
    }
    if (source.kind === 'control') {
      const message = decodeControl(payload)
      if (message) handlers.control(message)
      else
        trouble.report(
          'payload',
          `a control message of ${payload.length} characters is not one that this version knows`,
        )
      return
    }
    const { events, damaged } = decodeEvents(source.room, payload) ?? { events: [], damaged: 1 }
    if (damaged > 0) {
      const problem = `holds ${damaged} items that are not events of the room`
      trouble.report('payload', `a payload of ${payload.length} characters in room ${source.room} ${problem}`)
    }
    if (events.length > 0) handlers.events(source.room, events)
  }

  return {
    async start(given) {
      const handlers = shieldHandlers(given, error => trouble.report('handler', error))
      listening = listen(links, {
        channels,
        isWanted,
        allWanted,
        onMessage: (channel, payload) => receive(handlers, channel, payload),
        onConnected: handlers.onConnected,
      })
    },
    publish: outgoing.publish,
    control: message => outgoing.control(encodeControl(message)),
    subscribe(room, { external = false } = {}) {
      wanted.add(room, external)
      listening?.reconcile(channelsOf(room))
    },
    unsubscribe(room) {
      wanted.remove(room)
      if (!wanted.has(room)) listening?.reconcile([channels.events(room), channels.external(room)])
    },
    state(): BusState {
      const connected
        = publisher.status === 'ready' && subscriber.status === 'ready' && (listening?.complete() ?? false)
      if (connected) return { kind: 'redis', connected }
      const stages = ['subscriber', 'publisher', 'shard', 'shards', 'subscribe']
      const reason = stages.map(stage => trouble.reason(stage)).find(Boolean)
      const why = reason ? ` (${reason})` : ''
      return { kind: 'redis', connected, detail: `Redis is not connected${why}. Check REDIS_URL and that Redis runs.` }
    },
    async close() {
      outgoing.flush()
      listening?.close()
    },
  }
}
