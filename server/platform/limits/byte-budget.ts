/**
 * Bytes of answers that one connection may get per window, at once or spread. Stored as the time at which the budget is
 * full again. An answer may exceed the rest, since its size is known only afterwards; later answers wait for the debt.
 */
export class ByteBudget {
  private fullAt = -Infinity
  private readonly msPerByte: number

  /** @param now a monotonic clock, in ms */
  constructor(bytes: number, private readonly windowMs: number, private readonly now = () => performance.now()) {
    this.msPerByte = windowMs / bytes
  }

  /** Ms until anything is left. */
  waitMs(): number {
    return Math.max(0, this.fullAt - this.now() - this.windowMs)
  }

  take(bytes: number): void {
    this.fullAt = Math.max(this.now(), this.fullAt) + bytes * this.msPerByte
  }
}
