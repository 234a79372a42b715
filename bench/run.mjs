// @ts-check
import process from 'node:process'
import { parseArgs } from 'node:util'
import { buildState } from '../scripts/lib/build-stamp.mjs'
import { machine } from './lib/machine.mjs'
import { app } from './parts/app.mjs'
import { durable } from './parts/durable.mjs'
import { fanout } from './parts/fanout.mjs'
import { growth } from './parts/growth.mjs'
import { resume } from './parts/resume.mjs'

/** @typedef {{ port: number, rounds: number, quick: boolean, profile: boolean, only: string[], withRedis: boolean }} Options */

/** @type {Record<string, (options: Options) => Promise<void>>} */
const PARTS = { app, durable, resume, growth, fanout }

const USAGE = `Usage: npm run bench -- [${Object.keys(PARTS).join(' | ')} …] [--rounds 3] [--port 4700] [--quick] [--profile]
Without a part, all of them. --quick takes small sizes, to try the scripts; --profile leaves CPU profiles in .cache/bench.`

/** @param {string} problem @returns {never} */
function stop(problem) {
  console.error(problem)
  process.exit(1)
}

function read() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { 'rounds': { type: 'string', default: '3' }, 'port': { type: 'string', default: '4700' }, 'quick': { type: 'boolean', default: false }, 'profile': { type: 'boolean', default: false },
        'only': { type: 'string', default: '' }, 'with-redis': { type: 'boolean', default: false } },
    })
  }
  catch (error) {
    return stop(`${error instanceof Error ? error.message : error}\n${USAGE}`)
  }
}

const { positionals, values } = read()
const options = { port: Number(values.port), rounds: Number(values.rounds), quick: values.quick, profile: values.profile, only: values.only.split(',').filter(Boolean), withRedis: values['with-redis'] }
const names = positionals.length > 0 ? positionals : Object.keys(PARTS)
if (names.some(name => !(name in PARTS)) || ![options.port, options.rounds].every(number => Number.isInteger(number) && number > 0)) stop(USAGE)
if (buildState() !== 'fresh') stop('There is no build of the present sources. Make it with: npm run build')

for (const name of names) {
  console.log(`\n## ${name}\n${machine()}\n`)
  await PARTS[name]?.(options)
}
// The keep-alive connections of the clients would keep it waiting.
process.exit(0)
