/** A turn that brought this many messages is followed by a wait as long as its writes took. */
const BATCH_PER_COST = 8

/** The longest wait in terms of what the writes of a turn take: from here on they have a sixth of the loop. */
const WAIT_MAX_COSTS = 5

/** Events that may be missed take at most a twentieth of the loop when they go out alone: the number of people online in a room of thousands is not worth more. */
const HINT_WAIT_COSTS = 19

/** How fast the estimate of a write's price follows a machine that became slower: it doubles within 35 turns. */
const WRITE_PRICE_GROWTH = 1.02

/**
 * How long a room waits from the end of one turn to the beginning of the next. A turn costs one write a peer, whatever is in it, so waiting makes fewer
 * writes; but only where messages come faster than turns. So the wait grows with what the writes cost and with how many messages the last turn
 * brought: turns of a single message hardly wait, turns of 40 take a sixth of the loop.
 *
 * The price of a write is the least that was seen lately: what a turn took beyond it went into copying its bytes, or to another process, and
 * waiting longer would make neither less. Pure but for its own state; times in ms.
 */
export class Pace {
  private writeMs = Infinity
  private notBefore = 0
  private hintsNotBefore = 0

  /** @param maxDelayMs what may be added to the way of a message at most */
  constructor(private readonly maxDelayMs: number) {}

  /**
   * A turn has ended.
   * @param turn `costMs`: the time it took on the loop, without the pauses between its slices; `batch`: messages it brought; `full`: more was waiting than
   * it could bring, so that a wait would make no fewer turns
   */
  ended(now: number, { costMs, writes, batch, full }: { costMs: number, writes: number, batch: number, full: boolean }): void {
    if (writes === 0) return
    this.writeMs = Math.min(this.writeMs * WRITE_PRICE_GROWTH, costMs / writes)
    const writesMs = this.writeMs * writes
    this.notBefore = full ? now : now + writesMs * Math.min(batch / BATCH_PER_COST, WAIT_MAX_COSTS)
    this.hintsNotBefore = now + writesMs * HINT_WAIT_COSTS
  }

  /** When a batch goes out whose oldest message came at `since`. */
  dueAt(since: number): number {
    return Math.max(since, Math.min(this.notBefore, since + this.maxDelayMs))
  }

  /** When hints go out that no message takes along. */
  hintsDueAt(now: number): number {
    return Math.max(now, this.hintsNotBefore)
  }
}
