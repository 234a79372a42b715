import type { RedisOptions } from 'ioredis'

/** TCP keep-alive, so that firewalls don't drop an idle connection. */
const KEEP_ALIVE_MS = 10_000

const RETRY_MIN_MS = 50
/** Meanwhile processes read each other's events from the log, every `HEADS_CHECK_MS`. */
const RETRY_MAX_MS = 10_000

/** Delay before the n-th attempt (from 1) to reconnect: doubles up to 10 s, half of it random, to spread processes. */
export function retryDelayMs(attempt: number, random = Math.random): number {
  const full = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** Math.min(attempt, 10))
  return Math.round(full / 2 + random() * full / 2)
}

/** Options of every connection to a Redis server, also where this code does the reconnecting. */
export const NODE_OPTIONS = {
  keepAlive: KEEP_ALIVE_MS,
  connectTimeout: 5_000,
  // Time for a cut connection to close; the other end of a half-open one never answers.
  disconnectTimeout: 500,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  // The bus driver subscribes by itself: only it knows which rooms are still open.
  autoResubscribe: false,
} satisfies RedisOptions

/** Options of a connection that reconnects by itself, for as long as it takes. */
export const LINK_OPTIONS = {
  ...NODE_OPTIONS,
  retryStrategy: attempt => retryDelayMs(attempt),
  // A command that can't be sent fails at once. Nothing waits in memory while Redis is down for hours.
  enableOfflineQueue: false,
} satisfies RedisOptions
