import fc from 'fast-check'

/**
 * Ends the search for a smaller counterexample before the test times out: a timeout would say nothing of what failed.
 * The counterexample found so far is reported, with the seed.
 */
export function shrinksWithin(testTimeoutMs: number) {
  return { plugins: [fc.interruptAfterTimeLimit(testTimeoutMs * 0.7)] }
}
