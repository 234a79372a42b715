import { Redis, type Cluster } from 'ioredis'
import type { Logger } from 'pino'
import { ConfigError } from '../config/load'
import { parseRedisUrl, secretsOf, type RedisTarget } from '../config/redis-url'
import type { Config } from '../config/schema'
import { logger as processLogger } from '../logging/logger'
import { connectCluster } from './cluster/connect'
import type { Shards } from './cluster/shards'
import { hangUp } from './hang-up'
import { LINK_OPTIONS, retryDelayMs } from './link-options'
import { createTrouble, type Trouble } from './trouble'
import { watchLink } from './watchdog'

/**
 * The connections of a process to Redis, shared by all that use it: a connection that subscribes can do nothing else,
 * so there is one for that and one for everything else.
 */
export interface RedisLinks {
  readonly publisher: Redis | Cluster
  readonly subscriber: Redis
  /** In a Redis Cluster: the connections on which the events of rooms are heard. */
  readonly shards: Shards | null
  /** All keys and channels of this installation begin with it. */
  readonly prefix: string
  readonly trouble: Trouble
  close(): Promise<void>
}

export interface ConnectOptions {
  readonly logger?: Logger
  /** Half-open links are noticed after at most the sum of both. */
  readonly watchdog?: { readonly intervalMs: number, readonly deadlineMs: number }
}

/** Reports the failures of a connection and cuts it when its other end is silently gone. Gives the function that ends this. */
export type Watch = (stage: string, link: Redis) => () => void

const WATCHDOG = { intervalMs: 5_000, deadlineMs: 5_000 }

/** Opens the connections, or gives null when `REDIS_URL` is not set. They connect in the background, for as long as it takes. @throws ConfigError */
export function connectRedis(config: Pick<Config, 'REDIS_URL' | 'REDIS_PREFIX'>, options: ConnectOptions = {}): RedisLinks | null {
  const { REDIS_URL: url, REDIS_PREFIX: prefix } = config
  if (!url) return null
  const target = targetOf(url)
  const trouble = createTrouble({ logger: options.logger ?? processLogger, secrets: secretsOf(url) })

  const watch: Watch = (stage, link) => {
    link.on('error', error => trouble.report(stage, error))
    link.on('ready', () => trouble.over(stage))
    return watchLink(link, {
      ...(options.watchdog ?? WATCHDOG),
      onSilence: () => trouble.report(stage, 'no answer: the link looks open but is dead, it is made again'),
    })
  }

  if (target.kind === 'cluster') return connectCluster(target, { prefix, trouble, watch })
  const publisher = openServer(target, `${prefix}-publisher`)
  const subscriber = openServer(target, `${prefix}-subscriber`)
  const stopWatches = [watch('publisher', publisher), watch('subscriber', subscriber)]
  return {
    publisher,
    subscriber,
    shards: null,
    prefix,
    trouble,
    async close() {
      for (const stopWatch of stopWatches) stopWatch()
      await Promise.all([hangUp(publisher), hangUp(subscriber)])
    },
  }
}

function targetOf(url: string): RedisTarget {
  try {
    return parseRedisUrl(url)
  }
  catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error))
  }
}

/** A server by its address, or the one that the Sentinels call the master: they are asked anew before each attempt to connect. */
function openServer(target: Exclude<RedisTarget, { kind: 'cluster' }>, connectionName: string): Redis {
  if (target.kind === 'server') return new Redis(target.url, { ...LINK_OPTIONS, connectionName })
  const { nodes, name, db, username, password, sentinelPassword, tls } = target
  return new Redis({
    ...LINK_OPTIONS,
    connectionName,
    sentinels: [...nodes],
    name,
    db,
    username,
    password,
    sentinelPassword,
    sentinelRetryStrategy: attempt => retryDelayMs(attempt),
    ...(tls ? { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true } : {}),
  })
}
