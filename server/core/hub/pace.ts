/** After a batch of this many messages, a room pauses as long as the writes took. */
const BATCH_PER_COST = 8

/** The longest pause, as a multiple of the time of the writes. At this pause writes take a sixth of the loop. */
const WAIT_MAX_COSTS = 5

/** Hints that go out alone take at most a twentieth of the loop: an online count is not worth more. */
const HINT_WAIT_COSTS = 19

/**
 * Growth of the estimated cost of a write per batch. On a machine that became slower the estimate doubles within 35
 * batches.
 */
const WRITE_PRICE_GROWTH = 1.02

/**
 * How long a room pauses between two batches. A batch costs one write per peer, whatever its size, so a pause saves
 * writes only where messages come faster than batches. The pause grows with the cost of the writes and with the number
 * of messages in the last batch. A single message causes hardly a pause; after 40 messages, writes take a sixth of the
 * loop.
 *
 * The cost of a write is the lowest of late. Time beyond it was spent on copying bytes or by another process, and a
 * longer pause would save neither. Pure but for its own state; times in ms.
 */
export class Pace {
  private writeMs = Infinity
  private notBefore = 0
  private hintsNotBefore = 0

  /** @param maxDelayMs how much the pace may delay a message */
  constructor(private readonly maxDelayMs: number) {}

  /**
   * To be called when a batch is written.
   * @param batch `costMs`: time on the loop, without the pauses between slices; `batch`: its messages; `full`: more was
   * pending than it could hold, so a pause would save no batch
   */
  ended(
    now: number,
    { costMs, writes, batch, full }: { costMs: number, writes: number, batch: number, full: boolean },
  ): void {
    if (writes === 0) return
    this.writeMs = Math.min(this.writeMs * WRITE_PRICE_GROWTH, costMs / writes)
    const writesMs = this.writeMs * writes
    this.notBefore = full ? now : now + writesMs * Math.min(batch / BATCH_PER_COST, WAIT_MAX_COSTS)
    this.hintsNotBefore = now + writesMs * HINT_WAIT_COSTS
  }

  /** When the batch begins whose oldest message came at `since`. */
  dueAt(since: number): number {
    return Math.max(since, Math.min(this.notBefore, since + this.maxDelayMs))
  }

  /** When hints go out that no message takes along. */
  hintsDueAt(now: number): number {
    return Math.max(now, this.hintsNotBefore)
  }
}
