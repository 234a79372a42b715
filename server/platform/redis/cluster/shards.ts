import type { Cluster, Redis } from 'ioredis'
import keySlot from 'cluster-key-slot'
import type { RedisNode } from '../../config/redis-url'
import { hangUp } from '../hang-up'
import type { Trouble } from '../trouble'

/** Whether the servers have sharded Pub/Sub (Redis 7 and Valkey do). `unknown` until the cluster answered. */
export type ShardMode = 'unknown' | 'classic' | 'sharded'

/**
 * Subscribing connections to the masters of a Redis Cluster: only the master of its slot delivers a sharded channel.
 */
export interface Shards {
  mode(): ShardMode
  /** One connection per master with slots, in sharded mode. */
  lines(): Iterable<Redis>
  /** The connection that delivers this channel, if its slot has a master. */
  lineOf(channel: string): Redis | undefined
  /** The listener runs when the mode is known, and when slots moved or masters changed. */
  onChange(listener: () => void): void
  close(): Promise<void>
}

interface Line { readonly line: Redis, readonly stopWatch: () => void }

export interface ShardsOptions {
  readonly cluster: Cluster
  readonly trouble: Pick<Trouble, 'report' | 'over'>
  readonly open: (node: RedisNode) => Line
}

/** Keeps one line per master of the cluster's slot table, which ioredis refreshes every few seconds. */
export function createShards({ cluster, trouble, open }: ShardsOptions): Shards {
  const lines = new Map<string, Line>()
  const listeners: (() => void)[] = []
  let mode: ShardMode = 'unknown'
  let table = ''
  let closed = false

  const ownerOf = (slot: number) => cluster.slots[slot]?.[0]

  async function learnMode() {
    if (mode !== 'unknown' || cluster.status !== 'ready') return
    try {
      const [known] = await cluster.command('INFO', 'ssubscribe')
      mode = known ? 'sharded' : 'classic'
    }
    catch (error) {
      trouble.report('shards', error)
    }
  }

  function close(node: string, { line, stopWatch }: Line) {
    lines.delete(node)
    stopWatch()
    return hangUp(line)
  }

  function openLine(node: string) {
    const colon = node.lastIndexOf(':')
    const opened = open({ host: node.slice(0, colon), port: Number(node.slice(colon + 1)) })
    // The master may be gone for good, and another one may have its slots.
    opened.line.on('close', () => {
      if (!closed && cluster.status === 'ready') cluster.refreshSlotsCache()
    })
    lines.set(node, opened)
  }

  async function refresh() {
    await learnMode()
    const now = cluster.slots.map(([master]) => master).join()
    if (closed || mode === 'unknown' || now === table) return
    table = now
    if (mode === 'sharded') {
      const masters = new Set(cluster.slots.flatMap(([master]) => master ?? []))
      for (const [node, line] of lines) if (!masters.has(node)) void close(node, line)
      for (const node of masters) if (!lines.has(node)) openLine(node)
    }
    for (const listener of listeners) listener()
  }

  cluster.on('refresh', () => void refresh())
  cluster.on('ready', () => void refresh())

  return {
    mode: () => mode,
    * lines() {
      for (const { line } of lines.values()) yield line
    },
    lineOf: channel => lines.get(ownerOf(keySlot(channel)) ?? '')?.line,
    onChange: listener => void listeners.push(listener),
    async close() {
      closed = true
      await Promise.all([...lines].map(([node, line]) => close(node, line)))
    },
  }
}
