import { FRAMES_MAX, FRAMES_WINDOW_MS } from '../limits/server-limits'

/** Counts the frames of one peer that no rate limit of messages counts, in windows of a fixed length. Pure but for its own state; times in ms. */
export class FrameCount {
  private since = -Infinity
  private count = 0

  /** One more at `now`. True when it is more than a client has reason to send. */
  isFlood(now: number): boolean {
    if (now - this.since > FRAMES_WINDOW_MS) {
      this.since = now
      this.count = 0
    }
    return ++this.count > FRAMES_MAX
  }
}
