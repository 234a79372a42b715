// @ts-check
/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * @param {unknown} report
 * @param {string} key
 */
function number(report, key) {
  const value = typeof report === 'object' && report !== null ? Reflect.get(report, key) : undefined
  return typeof value === 'number' ? value : 0
}

/**
 * The counts of Vitest's JSON reporter.
 * @param {unknown} report
 * @returns {Counts}
 */
export function vitestCounts(report) {
  return {
    passed: number(report, 'numPassedTests'),
    failed: number(report, 'numFailedTests'),
    skipped: number(report, 'numPendingTests') + number(report, 'numTodoTests'),
  }
}

/**
 * The counts of Playwright's JSON reporter. A test that passed only on a retry counts as failed.
 * @param {unknown} report
 * @returns {Counts}
 */
export function playwrightCounts(report) {
  const stats = typeof report === 'object' && report !== null && 'stats' in report ? report.stats : undefined
  return {
    passed: number(stats, 'expected'),
    failed: number(stats, 'unexpected') + number(stats, 'flaky'),
    skipped: number(stats, 'skipped'),
  }
}

/**
 * Corrects a step's counts for failures that reporters don't count: a step that failed without a failed test (a file
 * that does not load, a crash), or that ran no test, counts as one failure.
 * @param {number} code how the command ended
 * @param {Counts} counts
 * @returns {Counts}
 */
export function honest(code, counts) {
  const ran = counts.passed + counts.failed
  return (code !== 0 || ran === 0) && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

/**
 * @param {readonly Counts[]} all
 * @returns {Counts}
 */
export function sum(all) {
  const total = (/** @type {keyof Counts} */ key) => all.reduce((n, counts) => n + counts[key], 0)
  return { passed: total('passed'), failed: total('failed'), skipped: total('skipped') }
}

/** @param {Counts} counts */
export function inWords({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
