// @ts-check

/** Delay before the first restart, and the longest one: a worker that crashes at once must not load the machine. */
const DELAY_MIN_MS = 250
const DELAY_MAX_MS = 10_000

/** A worker that served this long had started well: its end starts the delays over. */
const STABLE_MS = 30_000

/**
 * Failed starts in a row after which the primary gives up if no worker serves: about 8 s, or a minute if each waits for
 * a database. A database that restarts is back by then.
 */
const FAILED_STARTS_MAX = 5

/** @typedef {{ readonly fork: true, readonly afterMs: number } | { readonly fork: false }} Decision */

/** Decides whether to restart a worker that ended. */
export class Restarts {
  #failedStarts = 0
  #deaths = 0
  /** Whether any worker has ever served. */
  everReady = false

  /** Call this when a worker serves. */
  ready() {
    this.everReady = true
    this.#failedStarts = 0
  }

  /**
   * Call this when a worker ended unexpectedly.
   * @param {number | null} servedMs how long it served; null if it never did
   * @param {number} serving number of workers that still serve
   * @returns {Decision} another worker after a delay that doubles. Or the end: if no worker has ever served, since
   *   the next
   *   would fail too; or if starts keep failing and no worker serves
   */
  died(servedMs, serving) {
    if (servedMs === null) {
      this.#failedStarts++
      if (!this.everReady || (serving === 0 && this.#failedStarts >= FAILED_STARTS_MAX)) return { fork: false }
    }
    this.#deaths = servedMs !== null && servedMs >= STABLE_MS ? 0 : this.#deaths + 1
    return { fork: true, afterMs: Math.min(DELAY_MAX_MS, DELAY_MIN_MS * 2 ** Math.max(0, this.#deaths - 1)) }
  }
}
