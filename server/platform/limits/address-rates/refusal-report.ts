import { logger } from '../../logging/logger'

/** At most one line is logged per this time, however many requests are refused. */
const EVERY_MS = 60_000

/** The first line after a quiet minute waits this long, so that it shows the kind of flood. */
const FIRST_AFTER_MS = 1_000

/** Addresses named in one line; the others are counted. */
const NAMED_MAX = 10

export interface RefusedAddress {
  readonly address: string
  /** Number of refusals per kind. */
  readonly refused: Readonly<Record<string, number>>
}

function logRefusals(addresses: readonly RefusedAddress[], others: number): void {
  const settings = 'ADDRESS_RATES, RATE_LIMIT and MAX_CONNECTIONS_PER_ADDRESS'
  logger.warn({ addresses, others }, `Requests of addresses above their limits were refused. The settings are ${settings}.`)
}

function totalOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, n) => sum + n, 0)
}

/** Counts refusals per address and kind, and logs them once per minute. Without refusals it has no timer. */
export class RefusalReport {
  private readonly counts = new Map<string, Map<string, number>>()
  private timer: NodeJS.Timeout | null = null
  private lastAt = Number.NEGATIVE_INFINITY

  constructor(private readonly log: (addresses: readonly RefusedAddress[], others: number) => void = logRefusals) {}

  add(what: string, address: string): void {
    const ofAddress = this.counts.get(address) ?? new Map<string, number>()
    this.counts.set(address, ofAddress)
    ofAddress.set(what, (ofAddress.get(what) ?? 0) + 1)
    const delayMs = Math.max(FIRST_AFTER_MS, this.lastAt + EVERY_MS - performance.now())
    this.timer ??= setTimeout(() => this.write(), delayMs).unref()
  }

  private write(): void {
    this.timer = null
    this.lastAt = performance.now()
    const addresses = [...this.counts]
      .map(([address, counts]) => ({ address, refused: Object.fromEntries(counts), total: totalOf(counts) }))
      .toSorted((a, b) => b.total - a.total)
    this.counts.clear()
    const named = addresses.slice(0, NAMED_MAX).map(({ address, refused }) => ({ address, refused }))
    this.log(named, addresses.length - named.length)
  }
}
