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
 * The connections of a process to Redis, shared by all of its code. A subscribing connection can do nothing else, so
 * there is one for that and one for everything else.
 */
export interface RedisLinks {
  readonly publisher: Redis | Cluster
  readonly subscriber: Redis
  /** In a Redis Cluster: the connections that deliver the events of rooms. */
  readonly shards: Shards | null
  /** Prefix of all keys and channels of this installation. */
  readonly prefix: string
  readonly trouble: Trouble
  close(): Promise<void>
}

export interface ConnectOptions {
  readonly logger?: Logger
  /** A half-open link is noticed after at most the sum of both. */
  readonly watchdog?: { readonly intervalMs: number, readonly deadlineMs: number }
}

/** Reports the failures of a connection, and cuts it when its other end is silently gone. Returns how to end this. */
export type Watch = (stage: string, link: Redis) => () => void

type RedisConfig = Pick<Config, 'REDIS_URL' | 'REDIS_PREFIX'>

const WATCHDOG = { intervalMs: 5_000, deadlineMs: 5_000 }

/**
 * Opens the connections; null if `REDIS_URL` is not set. They connect in the background, for as long as it takes.
 * @throws ConfigError
 */
export function connectRedis(config: RedisConfig, options: ConnectOptions = {}): RedisLinks | null {
  const { REDIS_URL: url, REDIS_PREFIX: prefix } = config
  if (!url) return null
  const target = targetOf(url)
  const trouble = createTrouble({ logger: options.logger ?? processLogger, secrets: secretsOf(url) })

  const watch: Watch = (stage, link) => {
    link.on('error', error => trouble.report(stage, error))
    link.on('ready', () => trouble.over(stage))
    return watchLink(link, {
      ...(options.watchdog ?? WATCHDOG),
      onSilence: () => trouble.report(stage, 'no answer: the connection looks open but is dead; reconnecting'),
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

/** Connects to a server by address, or to the Sentinels' master, which is looked up before each attempt. */
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
