/**
 * What one connection may be answered: so many bytes in a window, all at once or spread. Kept as the time at which all of it is there again. An answer may
 * cost more than is left, since its price is known when it is made; what follows waits for that to be paid.
 */
export class ByteBudget {
  private fullAt = -Infinity
  private readonly msPerByte: number

  /** @param now a clock that does not go back, in ms */
  constructor(bytes: number, private readonly windowMs: number, private readonly now = () => performance.now()) {
    this.msPerByte = windowMs / bytes
  }

  /** What is to wait until anything is left, in ms. */
  waitMs(): number {
    return Math.max(0, this.fullAt - this.now() - this.windowMs)
  }

  take(bytes: number): void {
    this.fullAt = Math.max(this.now(), this.fullAt) + bytes * this.msPerByte
  }
}
