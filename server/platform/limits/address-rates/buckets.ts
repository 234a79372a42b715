import type { Rate } from './kinds'

/** Addresses remembered per kind, about 100 bytes each. Above it the older half is dropped and starts over. */
const ADDRESSES_MAX = 100_000

/**
 * Addresses are swept above this number, and again each time their number has doubled, so that sweeping stays cheap.
 */
const SWEEP_MIN = 1_000

/** Rounding error of the sums below; far under a clock's resolution. */
const EPSILON_MS = 1e-6

/**
 * One token bucket per address, stored as one number: the time at which it is full again (GCRA). Times are ms of a
 * monotonic clock, so that setting the system's clock changes nothing.
 */
export class Buckets {
  private readonly fullAt = new Map<string, number>()
  private readonly windowMs: number
  private readonly msPerUnit: number
  private sweepAt = SWEEP_MIN

  /** @param addressesMax how many addresses are remembered */
  constructor({ amount, seconds }: Rate, private readonly addressesMax = ADDRESSES_MAX) {
    this.windowMs = seconds * 1000
    this.msPerUnit = this.windowMs / amount
  }

  /** Addresses that are remembered. */
  get size(): number {
    return this.fullAt.size
  }

  /** Whole ms until the address has one unit again; 0 if it has one now. Consumes nothing. */
  waitMs(address: string, now: number): number {
    const missing = Math.max(0, (this.fullAt.get(address) ?? 0) - now) + this.msPerUnit - this.windowMs
    return missing > EPSILON_MS ? Math.ceil(missing) : 0
  }

  /**
   * Consumes `cost` units if at least one is left, and returns 0. Otherwise consumes nothing and returns the ms to
   * wait. A cost above the rest becomes a debt, since the cost of an answer is known only afterwards.
   */
  consume(address: string, cost: number, now: number): number {
    const waitMs = this.waitMs(address, now)
    if (waitMs > 0 || cost === 0) return waitMs
    this.fullAt.set(address, Math.max(now, this.fullAt.get(address) ?? 0) + cost * this.msPerUnit)
    if (this.fullAt.size > this.sweepAt) this.sweep(now)
    return 0
  }

  /** Drops full buckets: they equal new ones. */
  private sweep(now: number): void {
    for (const [address, fullAt] of this.fullAt) if (fullAt <= now) this.fullAt.delete(address)
    for (const address of this.fullAt.keys()) {
      if (this.fullAt.size <= this.addressesMax / 2) break
      this.fullAt.delete(address)
    }
    this.sweepAt = Math.max(SWEEP_MIN, this.fullAt.size * 2)
  }
}
