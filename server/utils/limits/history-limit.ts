import type { Config, SendRate } from '../config/schema'
import { addressRate } from './send-limit-consume'
import { memoryCount } from './send-limit-memory'
import { HISTORY_PAGES_MAX, HISTORY_PAGES_WINDOW_S } from './server-limits'
import { rateLimited } from './spend'

/** How fast all readers of one address together may read history over HTTP. */
export interface HistoryLimit {
  /** Takes one page of the allowance of an address (in the sense of `addressKey`). @throws ParleyError `rate_limited`, which says what to wait */
  take(address: string): Promise<void>
}

const UNLIMITED: HistoryLimit = {
  take: async () => {},
}

/**
 * Counted apart from messages, so that who reads much can still talk, and in this process alone, with Redis too: what it protects is this process's
 * way to its store, the one thread that reads SQLite or its few connections to PostgreSQL; and a read should not wait for Redis. None when `RATE_LIMIT` is off.
 */
export function createHistoryLimit({ RATE_LIMIT: rate }: Pick<Config, 'RATE_LIMIT'>): HistoryLimit {
  if (!rate) return UNLIMITED
  const addresses = memoryCount(historyRate(rate))
  return {
    async take(address) {
      const waitMs = addresses.consume(address)
      if (waitMs > 0) throw rateLimited('Too many pages of history were read from your address: all who share it count together.', 'try again', waitMs)
    },
  }
}

/** As many pages as messages where an operator lets an address send more: to read must not be scarcer than to write, which costs more. */
function historyRate(rate: SendRate): SendRate {
  const { messages, seconds } = addressRate(rate)
  return { messages: Math.max(HISTORY_PAGES_MAX, Math.ceil(messages * HISTORY_PAGES_WINDOW_S / seconds)), seconds: HISTORY_PAGES_WINDOW_S }
}
