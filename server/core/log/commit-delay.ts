/** Longest delay. An acknowledgement within 20 ms feels immediate; this leaves most of that to the disk. */
const WAIT_MAX_MS = 6

/** A shorter delay is skipped: timers have whole milliseconds, and would wait longer than it is worth. */
const WAIT_MIN_MS = 0.5

/** Weight of the newest commit in the averages. They follow a rush within a few commits. */
const NEWEST = 0.25

/**
 * How long the next commit waits for more messages. A commit of ten costs as much as a commit of one, but waiting gains
 * nothing for a single sender. So the delay grows from zero with the size of the last batches and the duration of a
 * commit. A sender that awaits each acknowledgement is never delayed. At 2,000 messages per second, ten share a commit
 * instead of one or two. Pure but for its own state; times in ms.
 */
export class CommitDelay {
  private commitMs = 0
  private batch = 1
  private notBefore = 0

  ended(now: number, commitMs: number, batch: number): void {
    this.commitMs += (commitMs - this.commitMs) * NEWEST
    this.batch += (batch - this.batch) * NEWEST
    const wait = Math.min(WAIT_MAX_MS, 2 * this.commitMs * (this.batch - 1))
    this.notBefore = wait < WAIT_MIN_MS ? now : now + wait
  }

  /** The rest of the delay, in ms. */
  waitMs(now: number): number {
    return Math.max(0, this.notBefore - now)
  }
}
