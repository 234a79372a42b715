/** A semaphore with one waiter: bounds how many commands of one peer are on their way. */
export class Semaphore {
  private taken = 0
  private waiting: (() => void) | null = null

  constructor(private readonly max: number) {}

  /**
   * Resolves when a permit is taken. Only one caller may wait at a time: a peer's queue handles one frame after the
   * other.
   */
  async take(): Promise<void> {
    if (this.taken >= this.max) await new Promise<void>(resolve => (this.waiting = resolve))
    this.taken++
  }

  release(): void {
    this.taken--
    this.waiting?.()
    this.waiting = null
  }
}
