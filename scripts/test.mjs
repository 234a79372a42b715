// @ts-check
import { availableParallelism } from 'node:os'
import process from 'node:process'
import { atOnce } from './lib/at-once.mjs'
import { chooseSteps } from './lib/choose-steps.mjs'
import { inWords, sum } from './lib/counts.mjs'
import { buildState } from './lib/build-stamp.mjs'
import { requireBuildableFolder } from './lib/folder-name.mjs'
import { requireNode } from './lib/node-version.mjs'
import { ensurePackages } from './lib/packages.mjs'
import { bin } from './lib/paths.mjs'
import { forwardSignals, run } from './lib/run.mjs'
import { PHASES } from './lib/steps.mjs'
import { ensureTestTools } from './lib/test-tools.mjs'

/** @typedef {import('./lib/steps.mjs').Outcome} Outcome */

/** @type {Outcome} */
const NOT_BUILT = {
  counts: { passed: 0, failed: 1, skipped: 0 }, output: 'Not run, because the build failed.', failures: [],
}

/** All that failed, for the end of the run: above it are thousands of lines. @type {string[]} */
const failed = []

/**
 * Runs one step and prints its result. A failed step does not end the run: later steps may show more.
 * @param {import('./lib/steps.mjs').Step} step
 */
async function runStep(step) {
  const began = Date.now()
  const { counts, output, failures } = step.needsBuild && buildState() !== 'fresh' ? NOT_BUILT : await step.run()
  console.log(`${step.name}: ${inWords(counts)} (${((Date.now() - began) / 1000).toFixed(1)} s)`)
  if (counts.failed > failures.length) failed.push(step.name)
  failed.push(...failures.map(failure => `${step.name}: ${failure}`))
  if (counts.failed > 0) console.log(`\n--- ${step.name} ---\n${output.trimEnd()}\n--- end of ${step.name} ---\n`)
  return counts
}

/** @param {readonly import('./lib/steps.mjs').Step[]} steps */
function runPhase(steps) {
  console.log(`${steps.map(({ name }) => name).join(', ')} …`)
  return atOnce(availableParallelism(), steps.map(step => () => runStep(step)))
}

/** The steps named on the command line, or all: `npm test -- unit e2e`. */
function phasesWanted() {
  try {
    return chooseSteps(PHASES, process.argv.slice(2))
  }
  catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}

/** Installs what a fresh clone lacks. @returns {Promise<readonly string[]>} what is still missing, with remedies */
async function prepare() {
  if (!await ensurePackages()) return ['The packages could not be installed.']
  const missing = await ensureTestTools()
  // Lint and type check read files that Nuxt generates; an install without scripts has not generated them.
  const { code, output } = await run(bin('nuxi'), ['prepare'])
  return code === 0 ? missing : [...missing, `nuxi prepare failed:\n${output}`]
}

requireNode()
requireBuildableFolder()
forwardSignals()
Object.assign(process.env, { CI: 'true', NUXT_TELEMETRY_DISABLED: '1', npm_config_yes: 'true' })

const phases = phasesWanted()
const missing = await prepare()
for (const sentence of missing) console.error(sentence)
const counts = []
if (missing.length === 0) for (const steps of phases) counts.push(...await runPhase(steps))
const total = missing.length === 0 ? sum(counts) : { passed: 0, failed: missing.length, skipped: 0 }
if (failed.length > 0) console.log(`\nFailed:\n${failed.map(line => `- ${line}`).join('\n')}`)
console.log(`\n${inWords(total)}`)
process.exitCode = total.failed > 0 ? 1 : 0
