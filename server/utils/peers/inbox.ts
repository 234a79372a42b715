/**
 * Handles the frames of one peer one after the other, in the order in which they came. When too many wait, `pause` is called and the
 * socket is not read until most are done, so that a flood costs its sender time and this process no memory.
 */
export class Inbox<T> {
  private readonly waiting: T[] = []
  private running = false
  private paused = false

  constructor(
    private readonly handle: (item: T) => Promise<void>,
    private readonly max: number,
    private readonly flow: { pause(): void, resume(): void },
    private readonly onIdle: () => void = () => {},
  ) {}

  push(item: T): void {
    this.waiting.push(item)
    if (this.waiting.length >= this.max && !this.paused) {
      this.paused = true
      this.flow.pause()
    }
    if (!this.running) void this.run()
  }

  /** Forgets what waits; the item in hand is finished. */
  clear(): void {
    this.waiting.length = 0
  }

  private async run(): Promise<void> {
    this.running = true
    for (let item = this.waiting.shift(); item !== undefined; item = this.waiting.shift()) {
      await this.handle(item)
      if (this.paused && this.waiting.length <= this.max / 2) {
        this.paused = false
        this.flow.resume()
      }
    }
    this.running = false
    this.onIdle()
  }
}
