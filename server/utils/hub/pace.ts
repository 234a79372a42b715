/** A turn that brought this many messages is followed by a wait as long as it took itself. */
const BATCH_PER_COST = 8

/** The longest wait in terms of what a turn took: from here on fan-out of the room takes a fifth of the loop. */
const WAIT_MAX_COSTS = 4

/** Events that may be missed take at most a twentieth of the loop when they go out alone: the number of people online in a room of thousands is not worth more. */
const HINT_WAIT_COSTS = 19

/**
 * How long a room waits from the end of one turn to the beginning of the next. A turn costs one write a peer, whatever is in it, so waiting makes fewer
 * writes; but only where messages come faster than turns. So the wait grows with what the last turn cost and with how many messages it
 * brought: turns of a single message hardly wait, turns of 32 take a fifth of the loop. Pure but for its own state; times in ms.
 */
export class Pace {
  private costMs = 0
  private notBefore = 0
  private hintsNotBefore = 0

  /** @param maxDelayMs what may be added to the way of a message at most */
  constructor(private readonly maxDelayMs: number) {}

  /**
   * A turn has ended.
   * @param costMs the time it took on the loop, without the pauses between its slices
   * @param batch messages it brought
   * @param full whether more was waiting than it could bring: then a wait would make no fewer turns
   */
  ended(now: number, costMs: number, batch: number, full: boolean): void {
    // Half of the one before: a single turn that the machine interrupted must not hold back the next by four times the interruption.
    this.costMs = this.costMs === 0 ? costMs : (this.costMs + costMs) / 2
    this.notBefore = full ? now : now + this.costMs * Math.min(batch / BATCH_PER_COST, WAIT_MAX_COSTS)
    this.hintsNotBefore = now + this.costMs * HINT_WAIT_COSTS
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
