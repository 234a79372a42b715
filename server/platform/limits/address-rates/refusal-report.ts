import { logger } from '../../logging/logger'

/** The operator reads at most one line per this time, however many are refused. */
const EVERY_MS = 60_000

/** The first line after a quiet minute waits this long, so that it tells what kind of flood it is. */
const FIRST_AFTER_MS = 1_000

/** Addresses named in one line; of the others their number. */
const NAMED_MAX = 10

export interface RefusedAddress {
  readonly address: string
  /** How many refusals of each kind. */
  readonly refused: Readonly<Record<string, number>>
}

function logRefusals(addresses: readonly RefusedAddress[], others: number): void {
  logger.warn({ addresses, others }, 'addresses were refused because they asked for too much; see ADDRESS_RATES, RATE_LIMIT and MAX_CONNECTIONS_PER_ADDRESS')
}

/** Collects who was refused what, and says so once per minute. A process that refuses nobody has no timer. */
export class RefusalReport {
  private readonly counts = new Map<string, Map<string, number>>()
  private timer: NodeJS.Timeout | null = null
  private lastAt = Number.NEGATIVE_INFINITY

  constructor(private readonly log: (addresses: readonly RefusedAddress[], others: number) => void = logRefusals) {}

  add(what: string, address: string): void {
    const ofAddress = this.counts.get(address) ?? new Map<string, number>()
    this.counts.set(address, ofAddress)
    ofAddress.set(what, (ofAddress.get(what) ?? 0) + 1)
    this.timer ??= setTimeout(() => this.write(), Math.max(FIRST_AFTER_MS, this.lastAt + EVERY_MS - performance.now())).unref()
  }

  private write(): void {
    this.timer = null
    this.lastAt = performance.now()
    const addresses = [...this.counts]
      .map(([address, counts]) => ({ address, refused: Object.fromEntries(counts), total: [...counts.values()].reduce((sum, n) => sum + n) }))
      .toSorted((a, b) => b.total - a.total)
    this.counts.clear()
    this.log(addresses.slice(0, NAMED_MAX).map(({ address, refused }) => ({ address, refused })), Math.max(0, addresses.length - NAMED_MAX))
  }
}
