/** Above so many, those that may go on are looked for and forgotten. */
const SWEEP_ABOVE = 1_000

/** Keys that have used up their allowance, and until when: by a clock that nobody sets. */
export class SpentKeys {
  private readonly until = new Map<string, number>()

  /** @param now a clock that does not go back, in ms */
  constructor(private readonly now = () => performance.now()) {}

  add(key: string, ms: number): void {
    const now = this.now()
    this.until.set(key, now + ms)
    if (this.until.size <= SWEEP_ABOVE) return
    for (const [other, until] of this.until) if (until <= now) this.until.delete(other)
  }

  /** What the key has to wait, in ms; 0 when it may go on. */
  waitMs(key: string): number {
    const until = this.until.get(key)
    if (until === undefined) return 0
    const waitMs = until - this.now()
    if (waitMs > 0) return waitMs
    this.until.delete(key)
    return 0
  }
}
