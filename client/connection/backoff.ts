/** Highest wait before the first retry, in ms: short enough that a user hardly notices the interruption. */
export const BACKOFF_FIRST_MS = 500

/** Highest wait before any retry, in ms: a server that is back is found within this time. */
export const BACKOFF_LONGEST_MS = 20_000

/** From this attempt on, the ceiling is the longest one. */
export const BACKOFF_LONGEST_ATTEMPT = Math.ceil(Math.log2(BACKOFF_LONGEST_MS / BACKOFF_FIRST_MS))

/**
 * Full jitter: a random wait up to a ceiling that doubles with each attempt. Clients that a restart disconnected at the
 * same moment reconnect spread over the whole span, not in waves.
 *
 * @param attempt attempts that failed since the last `hello`, from 0
 * @param random in [0, 1)
 * @returns ms to wait
 */
export function backoffMs(attempt: number, random: number): number {
  return Math.round(random * Math.min(BACKOFF_LONGEST_MS, BACKOFF_FIRST_MS * 2 ** attempt))
}

/**
 * The wait after a close that says `later`, and between attempts while the browser is offline, in ms: the upper half of
 * the longest back-off. A full server must not be asked at once, and without a network an attempt only costs battery.
 */
export function laterMs(random: number): number {
  return Math.round(BACKOFF_LONGEST_MS * (1 + random) / 2)
}
