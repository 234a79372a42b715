/** The longest wait for company. An acknowledgement under 20 ms is felt as at once; this leaves most of it to the disk. */
const WAIT_MAX_MS = 6

/** Timers have whole milliseconds, so that a shorter wait would become longer than it is worth. */
const WAIT_MIN_MS = 0.5

/** Weight of the newest commit in the averages: a rush is followed within a few commits. */
const NEWEST = 0.25

/**
 * How long the next commit waits for company after the last one. A commit costs the same for one message as for ten, but who is alone gains nothing
 * by waiting: so the wait grows with how many come together, from nothing, and with what a commit takes. One sender that waits
 * for each answer is never held up; at 2,000 messages a second ten go together instead of one or two. Pure but for its own state; times in ms.
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

  /** What is left of the wait, in ms. */
  waitMs(now: number): number {
    return Math.max(0, this.notBefore - now)
  }
}
