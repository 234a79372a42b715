import { Redis, type RedisOptions } from 'ioredis'
import type { Logger } from 'pino'
import { ConfigError } from '../config/load'
import type { Config } from '../config/schema'
import { logger as processLogger } from '../observe/logger'
import { createTrouble, type Trouble } from './trouble'
import { watchLink } from './watchdog'

/**
 * The two connections of a process to Redis, shared by all that use it: a connection that subscribes can do nothing else,
 * so there is one for that and one for everything else.
 */
export interface RedisLinks {
  readonly publisher: Redis
  readonly subscriber: Redis
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

const WATCHDOG = { intervalMs: 5_000, deadlineMs: 5_000 }

/** The kernel's own probes of an idle link keep firewalls from forgetting it. */
const KEEP_ALIVE_MS = 10_000

const RETRY_MIN_MS = 50
const RETRY_MAX_MS = 2_000

/** Time before the n-th attempt (from 1) to connect again: doubles up to 2 s, half of it random, so that processes don't come back in step. */
export function retryDelayMs(attempt: number, random = Math.random): number {
  const full = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** Math.min(attempt, 10))
  return Math.round(full / 2 + random() * full / 2)
}

const LINK_OPTIONS = {
  keepAlive: KEEP_ALIVE_MS,
  connectTimeout: 5_000,
  // How long a cut link may say goodbye; the other end of a half-open one never does.
  disconnectTimeout: 500,
  retryStrategy: attempt => retryDelayMs(attempt),
  // What can't go out now fails now. Nothing waits in memory for a Redis that may be away for hours.
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  // The driver subscribes by itself: only it knows which rooms are still wanted.
  autoResubscribe: false,
} satisfies RedisOptions

/** Opens both connections, or gives null when `REDIS_URL` is not set. They connect in the background, for as long as it takes. */
export function connectRedis(config: Pick<Config, 'REDIS_URL' | 'REDIS_PREFIX'>, options: ConnectOptions = {}): RedisLinks | null {
  const { REDIS_URL: url, REDIS_PREFIX: prefix } = config
  if (!url) return null
  const trouble = createTrouble({ logger: options.logger ?? processLogger, secrets: secretsOf(url) })

  function open(name: 'publisher' | 'subscriber') {
    const link = new Redis(url ?? '', { ...LINK_OPTIONS, connectionName: `${prefix}-${name}` })
    link.on('error', error => trouble.report(name, error))
    link.on('ready', () => trouble.over(name))
    const stopWatch = watchLink(link, {
      ...(options.watchdog ?? WATCHDOG),
      onSilence: () => trouble.report(name, 'no answer: the link looks open but is dead, it is made again'),
    })
    return { link, stopWatch }
  }

  const publisher = open('publisher')
  const subscriber = open('subscriber')
  return {
    publisher: publisher.link,
    subscriber: subscriber.link,
    prefix,
    trouble,
    async close() {
      publisher.stopWatch()
      subscriber.stopWatch()
      await Promise.all([hangUp(publisher.link), hangUp(subscriber.link)])
    },
  }
}

/** Ends a connection after what was written to it. */
function hangUp(link: Redis): Promise<void> {
  const open = link.status === 'ready' || link.status === 'connect' || link.status === 'connecting'
  const ended = open ? new Promise<void>(resolve => link.once('end', () => resolve())) : Promise.resolve()
  link.disconnect()
  return ended
}

/** The password as written in the URL and as sent to Redis. */
function secretsOf(url: string): string[] {
  const { username, password } = new URL(url)
  try {
    decodeURIComponent(username)
    return [password, decodeURIComponent(password)]
  }
  catch {
    throw new ConfigError('REDIS_URL has a "%" in its name or password that begins no escape. Write "%25" for a "%".')
  }
}
