interface Window {
  count: number
  /** Ms of the clock. */
  readonly endsAt: number
}

/**
 * Counts per key in windows of a fixed length. A window begins with the first count after the last one ended. The clock
 * is monotonic, so a wait never exceeds the window, even if the time of day is set.
 */
export class WindowCount {
  /** All windows have the same length, so they are in the order in which they end. */
  private readonly windows = new Map<string, Window>()

  /** @param now a monotonic clock, in ms */
  constructor(readonly max: number, readonly windowMs: number, private readonly now = () => performance.now()) {}

  /** Number of keys. */
  get size(): number {
    return this.windows.size
  }

  /** Counts `cost`. Returns the ms to wait: 0 while the window holds at most `max`. */
  consume(key: string, cost = 1): number {
    const now = this.now()
    this.forgetEnded(now)
    const window = this.windows.get(key) ?? { count: 0, endsAt: now + this.windowMs }
    this.windows.set(key, window)
    window.count += cost
    return window.count > this.max ? window.endsAt - now : 0
  }

  /** Ms until one more is allowed. Counts nothing. */
  waitMs(key: string): number {
    const now = this.now()
    this.forgetEnded(now)
    const window = this.windows.get(key)
    return window && window.count >= this.max ? window.endsAt - now : 0
  }

  private forgetEnded(now: number): void {
    for (const [key, { endsAt }] of this.windows) {
      if (endsAt > now) return
      this.windows.delete(key)
    }
  }
}
