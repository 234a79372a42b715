/** Above this many keys, those whose wait is over are removed. */
const SWEEP_ABOVE = 1_000

/** Keys that have used up their limit, and until when, by a monotonic clock. */
export class SpentKeys {
  private readonly until = new Map<string, number>()

  /** @param now a monotonic clock, in ms */
  constructor(private readonly now = () => performance.now()) {}

  add(key: string, ms: number): void {
    const now = this.now()
    this.until.set(key, now + ms)
    if (this.until.size <= SWEEP_ABOVE) return
    for (const [other, until] of this.until) if (until <= now) this.until.delete(other)
  }

  /** Ms that the key has to wait; 0 if none. */
  waitMs(key: string): number {
    const until = this.until.get(key)
    if (until === undefined) return 0
    const waitMs = until - this.now()
    if (waitMs > 0) return waitMs
    this.until.delete(key)
    return 0
  }
}
