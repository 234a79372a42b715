import type { Rate } from './kinds'

/** Addresses remembered per kind, about 100 bytes each. Above it the half seen first is forgotten and starts anew. */
const ADDRESSES_MAX = 100_000

/** Below this many addresses nothing is swept; above it each time their number has doubled, so that sweeping stays cheap. */
const SWEEP_MIN = 1_000

/** Rounding of the sums below; far under what a clock tells. */
const EPSILON_MS = 1e-6

/**
 * One token bucket per address, kept as a single number: the time at which it is full again (GCRA). Times are those of a
 * monotonic clock in ms, so that a clock that is set changes nothing.
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

  /** What the address waits until one unit is there again, in whole ms; 0 when there is one now. Takes nothing. */
  waitMs(address: string, now: number): number {
    const missing = Math.max(0, (this.fullAt.get(address) ?? 0) - now) + this.msPerUnit - this.windowMs
    return missing > EPSILON_MS ? Math.ceil(missing) : 0
  }

  /**
   * Takes `cost` units where at least one is left, and gives 0; else takes nothing and gives the ms to wait. A cost above what is
   * left is taken as a debt, since the cost of an answer is known when it is made.
   */
  consume(address: string, cost: number, now: number): number {
    const waitMs = this.waitMs(address, now)
    if (waitMs > 0 || cost === 0) return waitMs
    this.fullAt.set(address, Math.max(now, this.fullAt.get(address) ?? 0) + cost * this.msPerUnit)
    if (this.fullAt.size > this.sweepAt) this.sweep(now)
    return 0
  }

  /** Forgets who has a full bucket: the same as one that was never seen. */
  private sweep(now: number): void {
    for (const [address, fullAt] of this.fullAt) if (fullAt <= now) this.fullAt.delete(address)
    for (const address of this.fullAt.keys()) {
      if (this.fullAt.size <= this.addressesMax / 2) break
      this.fullAt.delete(address)
    }
    this.sweepAt = Math.max(SWEEP_MIN, this.fullAt.size * 2)
  }
}
