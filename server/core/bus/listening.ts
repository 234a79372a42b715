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
  /** All lines are made and everything wanted was asked for and answered; again after any of them was lost. */
  readonly onUp: () => void
}

/**
 * Hears the wanted channels, each where it can be heard: in a Redis Cluster with sharded Pub/Sub the events of a room on the line to the master that has
 * its slot, everything else (and everything elsewhere) on the one subscriber.
 */
export function listen(links: Pick<RedisLinks, 'subscriber' | 'shards' | 'trouble'>, options: ListeningOptions): Listening {
  const { subscriber, shards, trouble } = links
  const { channels, isWanted, allWanted, onMessage } = options
  const sharded = new Map<Redis, Subscriptions>()
  let up = false

  const isEvents = (channel: string) => channels.source(channel).kind === 'events'
  const all = () => [classic, ...sharded.values()]
  const known = () => shards?.mode() !== 'unknown'

  function settle() {
    if (up || !known() || !all().every(line => line.up())) return
    up = true
    options.onUp()
  }

  const common = { trouble, channels, allWanted, onUp: settle, onDown: () => void (up = false) }
  const classic = createSubscriptions({
    ...common,
    subscriber,
    verbs: CLASSIC,
    isWanted: channel => isWanted(channel) && (!shards || !isEvents(channel) || shards.mode() === 'classic'),
  })

  function add(line: Redis) {
    if (sharded.has(line)) return
    line.on('smessage', onMessage)
    sharded.set(line, createSubscriptions({
      ...common,
      subscriber: line,
      verbs: SHARDED,
      isWanted: channel => isWanted(channel) && isEvents(channel) && shards?.lineOf(channel) === line,
    }))
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

  /** Masters came or went, or have other slots: what was said meanwhile may be lost. */
  function follow() {
    const lines = new Set(shards?.lines())
    for (const line of sharded.keys()) if (!lines.has(line)) remove(line)
    for (const line of lines) add(line)
    up = false
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
