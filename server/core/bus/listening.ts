import type { Redis } from 'ioredis'
import type { Channels } from './channels'
import type { RedisLinks } from '../../platform/redis/connect'
import { CLASSIC, createSubscriptions, SHARDED, type Subscriptions } from './subscriptions'

export type Listening = Pick<Subscriptions, 'reconcile' | 'complete' | 'close'>

export interface ListeningOptions {
  readonly channels: Channels
  readonly isWanted: (channel: string) => boolean
  readonly allWanted: () => Iterable<string>
  readonly onMessage: (channel: string, payload: string) => void
  /** Called when all connections are made and every wanted channel is subscribed; again after any of them was lost. */
  readonly onConnected: () => void
}

/**
 * Subscribes to the wanted channels. In a Redis Cluster with sharded Pub/Sub, the events of a room come over the
 * connection to the master of its slot. All other channels, and all channels elsewhere, come over the one subscriber.
 */
export function listen(
  links: Pick<RedisLinks, 'subscriber' | 'shards' | 'trouble'>,
  options: ListeningOptions,
): Listening {
  const { subscriber, shards, trouble } = links
  const { channels, isWanted, allWanted, onMessage } = options
  const sharded = new Map<Redis, Subscriptions>()
  let connected = false

  const isEvents = (channel: string) => channels.source(channel).kind === 'events'
  const all = () => [classic, ...sharded.values()]
  const known = () => shards?.mode() !== 'unknown'

  function settle() {
    if (connected || !known() || !all().every(line => line.isConnected())) return
    connected = true
    options.onConnected()
  }

  const common = { trouble, channels, allWanted, onConnected: settle, onDisconnected: () => void (connected = false) }
  const classic = createSubscriptions({
    ...common,
    subscriber,
    verbs: CLASSIC,
    isWanted: channel => isWanted(channel) && (!shards || !isEvents(channel) || shards.mode() === 'classic'),
  })

  function add(line: Redis) {
    if (sharded.has(line)) return
    line.on('smessage', onMessage)
    sharded.set(
      line,
      createSubscriptions({
        ...common,
        subscriber: line,
        verbs: SHARDED,
        isWanted: channel => isWanted(channel) && isEvents(channel) && shards?.lineOf(channel) === line,
      }),
    )
  }

  function remove(line: Redis) {
    line.off('smessage', onMessage)
    sharded.get(line)?.close()
    sharded.delete(line)
  }

  function reconcile(names: Iterable<string>) {
    const list = [...names]
    for (const line of all()) line.reconcile(list)
  }

  /** Masters came, went or have other slots. Messages of the time between may be lost. */
  function follow() {
    const lines = new Set(shards?.lines())
    for (const line of sharded.keys()) if (!lines.has(line)) remove(line)
    for (const line of lines) add(line)
    connected = false
    reconcile(allWanted())
    settle()
  }

  subscriber.on('message', onMessage)
  shards?.onChange(follow)
  if (shards && known()) follow()

  return {
    reconcile,
    complete: () => known() && all().every(line => line.complete()),
    close() {
      subscriber.off('message', onMessage)
      for (const line of [...sharded.keys()]) remove(line)
      classic.close()
    },
  }
}
