/** A number of places, and who waits for one: bounds what one peer may have on its way. */
export class Slots {
  private taken = 0
  private waiting: (() => void) | null = null

  constructor(private readonly max: number) {}

  /** Resolves when there is a place, which is then taken. Only one caller may wait at a time: an queue hands on one frame after the other. */
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
