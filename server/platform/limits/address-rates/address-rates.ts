import type { Config } from '../../config/schema'
import { addressRate } from '../send-limit-consume'
import { Buckets } from './buckets'
import { COSTS, isRateKind, placesOf, RATE_SECONDS, type Rate, type RateKind } from './kinds'
import { RefusalReport } from './refusal-report'

/** The rates of one address for everything that costs. Counts in this process alone, synchronously. */
export interface AddressRates {
  /**
   * Consumes `cost` of this kind for the address (an `addressKey`). Returns 0 if that is allowed. Otherwise consumes
   * nothing, counts the refusal for the operator and returns the ms to wait. A cost of 0 only asks and is not counted.
   * The whole cost is consumed as soon as anything is left, so the cost of an answer may be consumed afterwards.
   */
  consume(kind: RateKind, address: string, cost?: number): number
  /** Counts a refusal of other code, such as a connection above the cap, for the operator's log line. */
  refused(what: string, address: string): void
}

type RatesConfig = Pick<Config, 'ADDRESS_RATES' | 'MAX_CONNECTIONS_PER_ADDRESS' | 'RATE_LIMIT'>

/**
 * The rate of a kind; null for no limit. Posting, renaming and reading history allow at least as much as `RATE_LIMIT`,
 * and are not limited with `RATE_LIMIT=off`.
 */
export function rateOf(kind: RateKind, config: RatesConfig): Rate | null {
  const { ADDRESS_RATES, RATE_LIMIT } = config
  const given = ADDRESS_RATES[kind]
  if (given !== undefined) return given
  const amount = COSTS[kind].perPlace * placesOf(config)
  if (!['post', 'rename', 'history'].includes(kind)) return { amount, seconds: RATE_SECONDS }
  if (RATE_LIMIT === null) return null
  const { messages, seconds } = addressRate(RATE_LIMIT)
  return { amount: Math.max(amount, Math.ceil(messages * RATE_SECONDS / seconds)), seconds: RATE_SECONDS }
}

/** @param now a monotonic clock, in ms */
export function createAddressRates(
  config: RatesConfig,
  report = new RefusalReport(),
  now = () => performance.now(),
): AddressRates {
  const buckets = new Map(Object.keys(COSTS).filter(isRateKind).map((kind) => {
    const rate = rateOf(kind, config)
    return [kind, rate && new Buckets(rate)] as const
  }))
  return {
    consume(kind, address, cost = 1) {
      const waitMs = buckets.get(kind)?.consume(address, cost, now()) ?? 0
      if (waitMs > 0 && cost > 0) report.add(kind, address)
      return waitMs
    },
    refused: (what, address) => report.add(what, address),
  }
}
