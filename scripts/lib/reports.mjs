// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { playwrightCounts, vitestCounts } from './counts.mjs'

/**
 * What a reporter's JSON says of a step.
 * @typedef {{ counts: import('./counts.mjs').Counts, failures: readonly string[] }} Report
 */

/** Colours are for terminals; these lines are read in logs. */
// eslint-disable-next-line no-control-regex -- the escape sign is what begins a colour
const COLOUR = /\u001B\[[\d;]*m/g

/**
 * A field of something that came as JSON.
 * @param {unknown} of
 * @param {string} key
 * @returns {unknown}
 */
function field(of, key) {
  return typeof of === 'object' && of !== null ? Reflect.get(of, key) : undefined
}

/**
 * @param {unknown} of
 * @param {string} key
 * @returns {readonly unknown[]}
 */
function list(of, key) {
  const value = field(of, key)
  return Array.isArray(value) ? value : []
}

/**
 * @param {unknown} of
 * @param {string} key
 */
function text(of, key) {
  const value = field(of, key)
  return typeof value === 'string' ? value : ''
}

/** @param {string} message */
function firstLine(message) {
  return message.replace(COLOUR, '').trim().split('\n', 1)[0] ?? ''
}

/**
 * The tests that failed, by Vitest's JSON reporter, and the files that could not be loaded.
 * @param {unknown} report
 * @returns {string[]}
 */
export function vitestFailures(report) {
  return list(report, 'testResults').flatMap((file) => {
    const name = text(file, 'name')
    const failed = list(file, 'assertionResults').filter(test => text(test, 'status') === 'failed')
    const isLoaded = failed.length > 0 || text(file, 'status') !== 'failed'
    if (!isLoaded) return [`${name}: ${firstLine(text(file, 'message'))}`]
    return failed.map((test) => {
      const [message] = list(test, 'failureMessages')
      return `${name} › ${text(test, 'fullName')}: ${firstLine(String(message ?? ''))}`
    })
  })
}

/**
 * The tests that failed, by Playwright's JSON reporter.
 * @param {unknown} report
 * @returns {string[]}
 */
export function playwrightFailures(report) {
  const below = list(report, 'suites').flatMap(playwrightFailures)
  return [...below, ...list(report, 'specs').flatMap((spec) => {
    const failed = list(spec, 'tests').filter(test => ['unexpected', 'flaky'].includes(text(test, 'status')))
    return failed.map((test) => {
      const errors = list(test, 'results').map(result => text(field(result, 'error'), 'message'))
      const [message = ''] = errors.filter(error => error !== '')
      return `${text(spec, 'file')}:${field(spec, 'line')} › ${text(spec, 'title')}: ${firstLine(message)}`
    })
  })]
}

/**
 * @param {string} file a reporter's JSON
 * @param {(report: unknown) => Report} read
 * @returns {Report} zeros without a readable report
 */
function readReport(file, read) {
  try {
    if (existsSync(file)) return read(JSON.parse(readFileSync(file, 'utf8')))
  }
  catch {
    // A report cut short by a crash counts nothing; `honest` counts the crash.
  }
  return { counts: { passed: 0, failed: 0, skipped: 0 }, failures: [] }
}

/** @param {string} file */
export function readVitest(file) {
  return readReport(file, report => ({ counts: vitestCounts(report), failures: vitestFailures(report) }))
}

/** @param {string} file */
export function readPlaywright(file) {
  return readReport(file, report => ({ counts: playwrightCounts(report), failures: playwrightFailures(report) }))
}
