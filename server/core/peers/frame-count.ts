import { FRAMES_WINDOW_MS } from '../../platform/limits/server-limits'

/**
 * Counts frames of one peer in windows of a fixed length. Pure but for its own state; times in ms of a monotonic clock.
 */
export class FrameCount {
  private since = -Infinity
  private count = 0

  /** Adds frames at `now`. Gives the number of frames in the window. */
  add(now: number, frames = 1): number {
    if (now - this.since > FRAMES_WINDOW_MS) {
      this.since = now
      this.count = 0
    }
    this.count += frames
    return this.count
  }
}
