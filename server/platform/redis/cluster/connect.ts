import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { RedisNode, RedisTarget } from '../../config/redis-url'
import type { RedisLinks, Watch } from '../connect'
import { hangUp } from '../hang-up'
import { LINK_OPTIONS, NODE_OPTIONS, retryDelayMs } from '../link-options'
import type { Trouble } from '../trouble'
import { createShards } from './shards'

/** Interval of refreshing nodes and slots. A command to a wrong node, or a broken link, refreshes them at once. */
const SLOTS_REFRESH_MS = 5_000

type ClusterTarget = Extract<RedisTarget, { kind: 'cluster' }>

export interface ClusterContext {
  readonly prefix: string
  readonly trouble: Trouble
  readonly watch: Watch
}

/**
 * The connections to a Redis Cluster: one to each master for commands, one to any node for classic Pub/Sub (which
 * reaches all nodes), and one to each master for sharded Pub/Sub if the servers have it.
 */
export function connectCluster(target: ClusterTarget, context: ClusterContext): RedisLinks {
  const { prefix, trouble, watch } = context
  const { nodes, username, password, tls } = target
  const login: RedisOptions = { username, password, ...(tls ? { tls: {} } : {}) }

  const publisher = new Cluster([...nodes], {
    clusterRetryStrategy: attempt => retryDelayMs(attempt),
    // Commands to a newly found node wait until it is connected. While the cluster is down no code here sends any.
    enableOfflineQueue: true,
    // A publish retried later would be overtaken by the ones after it.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    slotsRefreshInterval: SLOTS_REFRESH_MS,
    slotsRefreshTimeout: SLOTS_REFRESH_MS,
    // A certificate is for a name, not for its address.
    ...(tls ? { dnsLookup: (name, callback) => callback(null, name) } : {}),
    redisOptions: { ...NODE_OPTIONS, ...login, connectionName: `${prefix}-publisher` },
  })
  publisher.on('error', error => trouble.report('publisher', error))
  publisher.on('node error', error => trouble.report('publisher', error))
  publisher.on('ready', () => trouble.over('publisher'))

  const nodeWatches = new Map<Redis, () => void>()
  publisher.on('+node', (node: Redis) => {
    nodeWatches.set(node, watch('publisher', node))
    // Otherwise its first command would wait for the connection.
    if (node.status === 'wait') node.connect().catch(() => {})
  })
  publisher.on('-node', (node: Redis) => {
    nodeWatches.get(node)?.()
    nodeWatches.delete(node)
  })

  /** The link to any available node: after each failure it tries the next one. */
  const subscriber: Redis = new Redis({
    ...LINK_OPTIONS,
    ...login,
    ...nodes[0],
    connectionName: `${prefix}-subscriber`,
    retryStrategy(attempt) {
      const known = knownNodes(publisher, nodes)
      Object.assign(subscriber.options, known[attempt % known.length])
      return retryDelayMs(attempt)
    },
  })
  const stopWatch = watch('subscriber', subscriber)

  const shards = createShards({
    cluster: publisher,
    trouble,
    open({ host, port }) {
      const line = new Redis({ ...LINK_OPTIONS, ...login, host, port, connectionName: `${prefix}-shard` })
      return { line, stopWatch: watch('shard', line) }
    },
  })

  return {
    publisher,
    subscriber,
    shards,
    prefix,
    trouble,
    async close() {
      stopWatch()
      for (const stop of nodeWatches.values()) stop()
      await Promise.all([shards.close(), hangUp(subscriber), hangUp(publisher)])
    },
  }
}

function knownNodes(cluster: Cluster, given: readonly RedisNode[]): readonly RedisNode[] {
  const masters = cluster.nodes('master').map(({ options }) => options)
  const found = masters.flatMap(({ host, port }) => host && port ? [{ host, port }] : [])
  return found.length > 0 ? found : given
}
