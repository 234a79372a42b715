/** Bounds of the waiting items: their number, and their size together. */
export interface SerialQueueLimits<T> {
  readonly items: number
  readonly size: number
  readonly sizeOf: (item: T) => number
}

/**
 * Handles the frames of one peer one after the other, in order. If too many wait, or too large ones, it calls `pause`.
 * The socket is not read until half of them are done. So a flood costs its sender time, and this process no memory.
 */
export class SerialQueue<T> {
  private readonly waiting: T[] = []
  private size = 0
  private running = false
  private paused = false

  constructor(
    private readonly handle: (item: T) => Promise<void>,
    private readonly limits: SerialQueueLimits<T>,
    private readonly flow: { pause(): void, resume(): void },
    private readonly onIdle: () => void = () => {},
    /** `handle` failed. The queue goes on: otherwise the peer's next frames would wait for ever. */
    private readonly onError: (error: unknown) => void = () => {},
  ) {}

  push(item: T): void {
    this.waiting.push(item)
    this.size += this.limits.sizeOf(item)
    if (!this.paused && (this.waiting.length >= this.limits.items || this.size >= this.limits.size)) {
      this.paused = true
      this.flow.pause()
    }
    if (!this.running) void this.run()
  }

  /** Runs a task ahead of all items. To be called before the first `push`. */
  first(task: () => Promise<void>): void {
    this.running = true
    void task().catch(this.onError).then(() => this.run())
  }

  /** Drops the waiting items; the current one is finished. */
  clear(): void {
    this.waiting.length = 0
    this.size = 0
  }

  private async run(): Promise<void> {
    this.running = true
    for (let item = this.waiting.shift(); item !== undefined; item = this.waiting.shift()) {
      this.size -= this.limits.sizeOf(item)
      await this.handle(item).catch(this.onError)
      if (this.paused && this.waiting.length <= this.limits.items / 2 && this.size <= this.limits.size / 2) {
        this.paused = false
        this.flow.resume()
      }
    }
    this.running = false
    this.onIdle()
  }
}
