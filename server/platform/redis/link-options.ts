import type { RedisOptions } from 'ioredis'

/** The kernel's own probes of an idle link keep firewalls from forgetting it. */
const KEEP_ALIVE_MS = 10_000

const RETRY_MIN_MS = 50
const RETRY_MAX_MS = 2_000

/** Time before the n-th attempt (from 1) to connect again: doubles up to 2 s, half of it random, so that processes don't come back in step. */
export function retryDelayMs(attempt: number, random = Math.random): number {
  const full = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** Math.min(attempt, 10))
  return Math.round(full / 2 + random() * full / 2)
}

/** What every connection to a Redis server has in common, whoever makes it again when it broke. */
export const NODE_OPTIONS = {
  keepAlive: KEEP_ALIVE_MS,
  connectTimeout: 5_000,
  // How long a cut link may say goodbye; the other end of a half-open one never does.
  disconnectTimeout: 500,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  // The driver subscribes by itself: only it knows which rooms are still wanted.
  autoResubscribe: false,
} satisfies RedisOptions

/** A connection that is made again by itself, for as long as it takes. */
export const LINK_OPTIONS = {
  ...NODE_OPTIONS,
  retryStrategy: attempt => retryDelayMs(attempt),
  // What can't go out now fails now. Nothing waits in memory for a Redis that may be away for hours.
  enableOfflineQueue: false,
} satisfies RedisOptions
