/** From a tenth of a millisecond to five seconds, about two and a half apart: what a turn or a commit takes on an idle disk, up to what a person would call broken. */
export const SECONDS: readonly number[] = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** Doubling, up to a thousand: a batch of a turn or of a commit. */
export const MESSAGES: readonly number[] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]

/**
 * Counts values by size, as a histogram of Prometheus wants them. Plain numbers: an observation is a look at a few bounds and two additions, so it may stand
 * on the way of every turn and every commit.
 */
export class Buckets {
  /** How many values fell into each bucket alone; the last is of those above all bounds. */
  private readonly counts: number[]
  private total = 0

  /** @param bounds upper bounds, ascending; a value belongs to the first that is not below it */
  constructor(readonly bounds: readonly number[]) {
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0)
  }

  get sum(): number {
    return this.total
  }

  observe(value: number): void {
    let index = 0
    while (index < this.bounds.length && value > (this.bounds[index] ?? Infinity)) index++
    this.counts[index] = (this.counts[index] ?? 0) + 1
    this.total += value
  }

  /** How many values were at most as large as each bound; the last number counts all. */
  cumulative(): number[] {
    let count = 0
    return this.counts.map(own => count += own)
  }
}
