// @ts-check

/** Time before the first new worker, and the most it grows to: a bug that kills at once must not take the machine with it. */
const DELAY_MIN_MS = 250
const DELAY_MAX_MS = 10_000

/** A worker that served this long had started well: what killed it then is another story. */
const STABLE_MS = 30_000

/**
 * Starts that failed in a row, after which no other is tried where nobody serves: about 8 s, or a minute where each of them waits for a database that does not answer. A
 * database that restarts itself has come back in that time.
 */
const FAILED_STARTS_MAX = 5

/** @typedef {{ readonly fork: true, readonly afterMs: number } | { readonly fork: false }} Decision */

/** Decides what follows the death of a worker. */
export class Restarts {
  #failedStarts = 0
  #deaths = 0
  /** Whether any worker has ever served. */
  everReady = false

  /** A worker serves. */
  ready() {
    this.everReady = true
    this.#failedStarts = 0
  }

  /**
   * A worker has ended without being asked to.
   * @param {number | null} servedMs how long it served; null when it never did
   * @param {number} serving workers that serve on: they have what a new one can't begin without, and their people stay
   * @returns {Decision} another one after a pause that doubles, or the end of all: when no worker has ever served, since the next
   *   would fail in the same way, or when one after the other does not start and nobody serves any more
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
