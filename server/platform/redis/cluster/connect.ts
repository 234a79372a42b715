import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { RedisNode, RedisTarget } from '../../config/redis-url'
import type { RedisLinks, Watch } from '../connect'
import { hangUp } from '../hang-up'
import { LINK_OPTIONS, NODE_OPTIONS, retryDelayMs } from '../link-options'
import type { Trouble } from '../trouble'
import { createShards } from './shards'

/** The cluster tells its nodes and slots this often; a command that went to the wrong node, or a broken link, has it asked at once. */
const SLOTS_REFRESH_MS = 5_000

export interface ClusterContext {
  readonly prefix: string
  readonly trouble: Trouble
  readonly watch: Watch
}

/**
 * The connections to a Redis Cluster: one to each of its masters for commands, one to any node for classic Pub/Sub (which the cluster carries to
 * all its nodes), and where the servers have sharded Pub/Sub one to each master for that.
 */
export function connectCluster(target: Extract<RedisTarget, { kind: 'cluster' }>, { prefix, trouble, watch }: ClusterContext): RedisLinks {
  const { nodes, username, password, tls } = target
  const login: RedisOptions = { username, password, ...(tls ? { tls: {} } : {}) }

  const publisher = new Cluster([...nodes], {
    clusterRetryStrategy: attempt => retryDelayMs(attempt),
    // A node that was just found is still being connected: its commands wait. While the cluster is away nobody here sends any.
    enableOfflineQueue: true,
    // A publish that is tried again later would overtake the ones after it.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    slotsRefreshInterval: SLOTS_REFRESH_MS,
    slotsRefreshTimeout: SLOTS_REFRESH_MS,
    // A certificate is for a name, not for the address that it stands for.
    ...(tls ? { dnsLookup: (name, callback) => callback(null, name) } : {}),
    redisOptions: { ...NODE_OPTIONS, ...login, connectionName: `${prefix}-publisher` },
  })
  publisher.on('error', error => trouble.report('publisher', error))
  publisher.on('node error', error => trouble.report('publisher', error))
  publisher.on('ready', () => trouble.over('publisher'))

  const nodeWatches = new Map<Redis, () => void>()
  publisher.on('+node', (node: Redis) => {
    nodeWatches.set(node, watch('publisher', node))
    // Else its first command would have to wait for that.
    if (node.status === 'wait') node.connect().catch(() => {})
  })
  publisher.on('-node', (node: Redis) => {
    nodeWatches.get(node)?.()
    nodeWatches.delete(node)
  })

  /** The link to any node that is there: after each failure it tries the next. */
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
  const found = cluster.nodes('master').flatMap(({ options: { host, port } }) => host && port ? [{ host, port }] : [])
  return found.length > 0 ? found : given
}
