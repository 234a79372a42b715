import type { Bus, BusHandlers, BusState } from './bus'
import { createChannels } from './channels'
import { decodeControl, decodeEvents, decodeLive, encodeControl } from './codec'
import type { RedisLinks } from '../../platform/redis/connect'
import { listen, type Listening } from './listening'
import { createOutgoing } from './outgoing'
import { shieldHandlers } from './shield'
import { createWanted } from './wanted'

/**
 * A bus over Redis Pub/Sub. `<prefix>:room:<room>` carries JSON arrays of events, `<prefix>:control` carries control messages, and
 * the bare channel `<room>` is what other Redis clients publish to. A process hears its own messages too.
 * In a Redis Cluster events go by sharded Pub/Sub where the servers have it; the rest is classic, which a cluster carries to all its nodes.
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
    return source.kind === 'live' ? wanted.isLive(source.room) : wanted.has(source.room)
  }

  function* allWanted() {
    yield channels.control
    for (const room of wanted.rooms()) yield* channelsOf(room)
  }

  function channelsOf(room: string): string[] {
    return [channels.events(room), channels.live(room)].filter(isWanted)
  }

  /** Everything from outside enters here, and only in its proper form. What does not parse is somebody else's mistake and nothing is lost by it. */
  function receive(handlers: BusHandlers, channel: string, payload: string) {
    // Redis may still send a room that was unsubscribed a moment ago.
    if (!isWanted(channel)) return
    const source = channels.source(channel)
    if (source.kind === 'live') {
      const text = decodeLive(payload)
      if (text !== null) handlers.live(source.room, text)
      return
    }
    if (source.kind === 'control') {
      const message = decodeControl(payload)
      if (message) handlers.control(message)
      else trouble.report('payload', `a control message of ${payload.length} characters is not one that this version knows`)
      return
    }
    const { events, damaged } = decodeEvents(source.room, payload) ?? { events: [], damaged: 1 }
    if (damaged > 0) trouble.report('payload', `a payload of ${payload.length} characters in room ${source.room} holds ${damaged} items that are not events of the room`)
    if (events.length > 0) handlers.events(source.room, events)
  }

  return {
    async start(given) {
      const handlers = shieldHandlers(given, error => trouble.report('handler', error))
      listening = listen(links, { channels, isWanted, allWanted, onMessage: (channel, payload) => receive(handlers, channel, payload), onUp: handlers.up })
    },
    publish: outgoing.publish,
    control: message => outgoing.control(encodeControl(message)),
    subscribe(room, { live = false } = {}) {
      wanted.add(room, live)
      listening?.reconcile(channelsOf(room))
    },
    unsubscribe(room) {
      wanted.remove(room)
      if (!wanted.has(room)) listening?.reconcile([channels.events(room), channels.live(room)])
    },
    state(): BusState {
      const connected = publisher.status === 'ready' && subscriber.status === 'ready' && (listening?.complete() ?? false)
      if (connected) return { kind: 'redis', connected }
      const reason = ['subscriber', 'publisher', 'shard', 'shards', 'subscribe'].map(stage => trouble.reason(stage)).find(Boolean)
      return { kind: 'redis', connected, detail: `Redis is not connected${reason ? ` (${reason})` : ''}. Check REDIS_URL and that Redis runs.` }
    },
    async close() {
      outgoing.flush()
      listening?.close()
    },
  }
}
