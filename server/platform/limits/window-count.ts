interface Window {
  count: number
  /** In ms of the clock. */
  readonly endsAt: number
}

/**
 * Counts per key in windows of a fixed length: a window begins with the first count after the last one ended. The clock is one that nobody sets,
 * so a wait is never longer than the window, whatever happens to the time of day.
 */
export class WindowCount {
  /** All windows are equally long, so they stand in the order in which they end. */
  private readonly windows = new Map<string, Window>()

  /** @param now a clock that does not go back, in ms */
  constructor(readonly max: number, readonly windowMs: number, private readonly now = () => performance.now()) {}

  /** Keys that are remembered. */
  get size(): number {
    return this.windows.size
  }

  /** Counts `cost`. Gives what is to wait in ms: 0 while the window has had no more than `max`. */
  consume(key: string, cost = 1): number {
    const now = this.now()
    this.forgetEnded(now)
    const window = this.windows.get(key) ?? { count: 0, endsAt: now + this.windowMs }
    this.windows.set(key, window)
    window.count += cost
    return window.count > this.max ? window.endsAt - now : 0
  }

  /** What is to wait before one more is allowed. Counts nothing and remembers nobody. */
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
