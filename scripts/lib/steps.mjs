// @ts-check
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.mjs'
import { buildState } from './build-stamp.mjs'
import { honest } from './counts.mjs'
import { bin, ROOT } from './paths.mjs'
import { readPlaywright, readVitest } from './reports.mjs'
import { run } from './run.mjs'

/**
 * @typedef {import('./counts.mjs').Counts} Counts
 * `failures`: the tests that failed, as far as a report names them.
 * @typedef {{ counts: Counts, output: string, failures: readonly string[] }} Outcome
 * @typedef {{ name: string, needsBuild?: boolean, run: () => Promise<Outcome> }} Step
 */

const REPORTS = join(ROOT, '.cache', 'test')
const MINUTE_MS = 60_000

/** Loaded when its turn comes: it needs packages, which may not be installed when `npm test` begins. */
const nodeVersions = async () => (await import('./node-versions.mjs')).checkNodeVersions()

/**
 * A step that passes or fails as a whole and counts as one.
 * @param {number} code
 * @param {string} output
 * @returns {Outcome}
 */
function one(code, output) {
  return { counts: { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }, output, failures: [] }
}

/**
 * @param {string} name
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Step}
 */
function check(name, command, args) {
  return {
    name,
    run: async () => {
      const { code, output } = await run(bin(command), args, { timeoutMs: 10 * MINUTE_MS })
      return one(code, output)
    },
  }
}

/** Makes an empty place for a step's report. @param {string} name */
function reportFile(name) {
  mkdirSync(REPORTS, { recursive: true })
  const file = join(REPORTS, `${name}.json`)
  rmSync(file, { force: true })
  return file
}

/**
 * @param {string} name
 * @param {readonly string[]} chosen which tests, as Vitest's command line says it
 * @param {Omit<Step, 'name' | 'run'>} [rest]
 * @returns {Step}
 */
function vitest(name, chosen, rest) {
  return {
    ...rest,
    name,
    run: async () => {
      const report = reportFile(name)
      const args = ['run', ...chosen, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
      const { code, output } = await run(bin('vitest'), args, { timeoutMs: 20 * MINUTE_MS })
      const { counts, failures } = readVitest(report)
      return { counts: honest(code, counts), output, failures }
    },
  }
}

/**
 * @param {string} name of a project of vitest.config.ts
 * @param {Omit<Step, 'name' | 'run'>} [rest]
 */
const project = (name, rest) => vitest(name, ['--project', name], rest)

/** @type {Step} */
const e2e = {
  name: 'e2e',
  needsBuild: true,
  run: async () => {
    const report = reportFile('e2e')
    const { code, output } = await run(bin('playwright'), ['test', '--reporter=list,json'], {
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      timeoutMs: 20 * MINUTE_MS,
    })
    const { counts, failures } = readPlaywright(report)
    return { counts: honest(code, counts), output, failures }
  },
}

/** @type {Step} */
const buildOnce = {
  name: 'build',
  run: async () => {
    if (buildState() === 'fresh') return one(0, '')
    const { code, output } = await build()
    return one(code, output)
  },
}

/**
 * The steps of `npm test`: phases one after the other, the steps of a phase in parallel.
 * Those of the first phase use one core each, the longest first; each of the long ones uses all cores.
 * @type {readonly (readonly Step[])[]}
 */
export const PHASES = [
  [
    check('lint', 'eslint', ['.', '--max-warnings', '0']),
    buildOnce,
    check('typecheck', 'vue-tsc', ['--noEmit']),
    check('typecheck client', 'tsc', ['-p', 'client']),
    check('typecheck client/browser', 'tsc', ['-p', 'client/browser']),
    check('knip', 'knip', ['--no-progress']),
  ],
  [project('unit')],
  // The first waits for servers a third of its time; the second has work for one core, and needs no server.
  [project('integration', { needsBuild: true }), vitest('nuxt', ['--config', 'vitest.nuxt.config.ts'])],
  [e2e],
  // The first runs one file after the other, and waits for much of its time.
  [
    project('faults', { needsBuild: true }),
    project('engines', { needsBuild: true }),
    { name: 'node-versions', needsBuild: true, run: nodeVersions },
  ],
]
