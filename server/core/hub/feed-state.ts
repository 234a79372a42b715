/** What the feed keeps of a room: the reads of the log that are running, so that peers share one. */
export class FeedState {
  /** The log reaches at least to this `seq`: a recovery goes on until the room does too. */
  recoverTo = 0
  /** Fills a gap. */
  recovering: Promise<boolean> | null = null
  /** Backfills `recent`. */
  backfilling: Promise<void> | null = null
  /** Reads `older`. */
  readingOlder: Promise<void> | null = null
}
