// @ts-check
import process from 'node:process'
import { parseArgs } from 'node:util'
import { buildState } from '../scripts/lib/build-stamp.mjs'
import { machine } from './lib/machine.mjs'
import { writeSection } from './lib/report.mjs'
import { app } from './parts/app.mjs'
import { connect } from './parts/connect.mjs'
import { crowd } from './parts/crowd.mjs'
import { drop } from './parts/drop.mjs'
import { durable } from './parts/durable.mjs'
import { fairness } from './parts/fairness.mjs'
import { fanout } from './parts/fanout.mjs'
import { flood } from './parts/flood.mjs'
import { floor } from './parts/floor.mjs'
import { growth } from './parts/growth.mjs'
import { http } from './parts/http.mjs'
import { manyRooms } from './parts/many-rooms.mjs'
import { memory } from './parts/memory.mjs'
import { page } from './parts/page.mjs'
import { presence } from './parts/presence.mjs'
import { resume } from './parts/resume.mjs'
import { rooms } from './parts/rooms.mjs'
import { slow } from './parts/slow.mjs'

/**
 * @typedef {import('./load/wires.mjs').ParleyWire} Wire
 * @typedef {object} Options
 * @property {number} port the first of a hundred
 * @property {number} rounds
 * @property {boolean} quick
 * @property {boolean} profile
 * @property {boolean} withRedis
 * @property {readonly string[]} only
 * @property {string | undefined} against a built working copy of another commit
 * @property {readonly number[]} clients
 * @property {number | undefined} seconds
 * @property {number | undefined} rate
 * @property {(usual: readonly Wire[]) => readonly Wire[]} wires
 * @property {readonly import('./lib/servers.mjs').Publisher[]} publishers
 */

/** @type {Record<string, (options: Options) => Promise<void | import('./lib/report.mjs').Section>>} */
const PARTS = {
  app, page, http, durable, resume, rooms, drop, 'many-rooms': manyRooms, presence, growth, fanout, flood, floor, crowd,
  fairness, slow, connect, memory,
}

const USAGE = `Usage: npm run bench -- [${Object.keys(PARTS).join(' | ')} …] [options]
Without a part, all of them. About rooms: rooms (lists, one large room), drop (a crowd reconnects), many-rooms
(deliveries in 10,000 rooms of 10), presence (10,000 users online).
  --rounds 3      how often; the tables show medians
  --quick         small sizes, to try the scripts
  --port 4700     the first of a hundred ports
  --write         puts tables and plots into docs/benchmarks.md (not: app, durable, resume, growth
                  and those about rooms)
  --profile       leaves CPU profiles of Parley in .cache/bench
  --help
Of the parts page, http, durable, drop, fanout and flood:
  --against DIR   compares with another commit: a working copy that is built
  --only a,b      (http) these requests: healthz, session, history, page, send, send-redis, refused,
                  gate; (flood) attacks of bench/flood/attacks.mjs
Of the parts about fan-out:
  --only a,b      these servers: parley-app, parley-plain, parley-app-post, parley-plain-post, bun, ws, crossws, socket.io, tornado
  --with-redis    Parley has a Redis too, as the other servers have
  --clients a,b   --seconds n   --rate n   --wire app|plain|deflated
  --publisher socket|post   of the parts crowd and fairness; both without it`

/** @param {string} problem @returns {never} */
function stop(problem) {
  console.error(problem)
  process.exit(1)
}

const text = (/** @type {string} */ value) => /** @type {const} */ ({ type: 'string', default: value })
const flag = /** @type {const} */ ({ type: 'boolean', default: false })

function read() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        'rounds': text('3'),
        'port': text('4700'),
        'quick': flag,
        'write': flag,
        'profile': flag,
        'only': text(''),
        'against': { type: 'string' },
        'with-redis': flag,
        'clients': text(''),
        'seconds': { type: 'string' },
        'rate': { type: 'string' },
        'wire': { type: 'string' },
        'publisher': { type: 'string' },
        'help': flag,
      },
    })
  }
  catch (error) {
    return stop(`${error instanceof Error ? error.message : error}\n${USAGE}`)
  }
}

const { positionals, values } = read()
const list = (/** @type {string} */ value) => value.split(',').filter(Boolean)
const number = (/** @type {string | undefined} */ value) => value === undefined ? undefined : Number(value)
const { wire, publisher } = values
if (values.help) {
  console.log(USAGE)
  process.exit(0)
}
if (wire !== undefined && wire !== 'app' && wire !== 'plain' && wire !== 'deflated') stop(USAGE)
if (publisher !== undefined && publisher !== 'socket' && publisher !== 'post') stop(USAGE)

/** @type {Options} */
const options = {
  port: Number(values.port),
  rounds: Number(values.rounds),
  quick: values.quick,
  profile: values.profile,
  withRedis: values['with-redis'],
  only: list(values.only),
  against: values.against,
  clients: list(values.clients).map(Number),
  seconds: number(values.seconds),
  rate: number(values.rate),
  wires: usual => wire ? [wire] : usual,
  publishers: publisher ? [publisher] : ['socket', 'post'],
}
const names = positionals.length > 0 ? positionals : Object.keys(PARTS)
const numbers = [options.port, options.rounds, ...options.clients, options.seconds ?? 1, options.rate ?? 1]
if (names.some(name => !(name in PARTS)) || !numbers.every(value => Number.isInteger(value) && value > 0)) stop(USAGE)
if (buildState() !== 'fresh') stop('There is no build of the present sources. Make it with: npm run build')

const given = process.argv.slice(2).filter(word => word !== '--write' && !names.includes(word))
for (const name of names) {
  const heading = `\`npm run bench -- ${[name, ...given].join(' ')}\`,\n${machine()}`
  console.log(`\n## ${name}\n${heading}\n`)
  const section = await PARTS[name]?.(options)
  if (!section) continue
  console.log(section.text)
  if (values.write) await writeSection(name, heading, section)
}
// The keep-alive connections of the clients would keep it waiting.
process.exit(0)
