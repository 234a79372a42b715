// @ts-check
import { join } from 'node:path'
import process from 'node:process'
import { ROOT, SERVER_ENTRY } from '../../scripts/lib/paths.mjs'
import { visitors } from '../lib/client.mjs'
import { ROOM } from '../lib/servers.mjs'
import { entryOf } from '../lib/entry-of.mjs'
import { repeatRequest } from '../lib/http-load.mjs'
import { load } from '../lib/machine.mjs'
import { startProcess } from '../lib/process.mjs'
import { removeFolder, startServer } from '../lib/server.mjs'
import { median, round, table, whole } from '../lib/stats.mjs'
import { startRedis } from '../lib/stores.mjs'

const SECONDS = 4
const WARM_UP_SECONDS = 1

/** As many connections as a proxy keeps open to its server. */
const CONNECTIONS = 64

const HISTORY_MESSAGES = 60
const TEXT = 'An ordinary message of a hundred characters, as people write them when they talk to each other a lot'
const FORM = `data=${encodeURIComponent(TEXT)}&channel=${ROOM}`

/**
 * @typedef {import('../lib/http-load.mjs').HttpFigures} Figures
 * @typedef {(cookie: string) => string} Request what is sent, in latin1
 * @typedef {{ name: string, title: string, env: Record<string, string>, redis: boolean, bare: boolean, request:
 *   Request, status: string }} Case `bare`: the bare server does the same
 * @typedef {{ pid: number, port: number, cookie: string, aside: readonly number[], stop: () => Promise<void> }}
 *   Running
 * @typedef {{ title: string, bare: boolean, start: (each: Case, redis: import('../lib/stores.mjs').Store) =>
 *   Promise<Running> }} Server
 */

const get = (/** @type {string} */ path) => (/** @type {string} */ cookie) =>
  `GET ${path} HTTP/1.1\r\nHost: bench\r\nAccept: */*\r\nCookie: ${cookie}\r\n\r\n`

const post = () =>
  `POST /send/ HTTP/1.1\r\nHost: bench\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${FORM.length}\r\n\r\n${FORM}`

/** @type {readonly Case[]} */
const CASES = [
  {
    name: 'healthz',
    title: '`GET /healthz`',
    env: {},
    redis: false,
    bare: false,
    request: get('/healthz'),
    status: '200',
  },
  {
    name: 'session',
    title: '`GET /api/session`',
    env: {},
    redis: false,
    bare: false,
    request: get('/api/session'),
    status: '200',
  },
  {
    name: 'history',
    title: 'history, 50 messages',
    env: {},
    redis: false,
    bare: false,
    request: get(`/api/rooms/${ROOM}/messages`),
    status: '200',
  },
  { name: 'page', title: '`GET /`', env: {}, redis: false, bare: false, request: get('/'), status: '200' },
  {
    name: 'send',
    title: '`POST /send/`, embedded log',
    env: {},
    redis: false,
    bare: false,
    request: post,
    status: '200',
  },
  {
    name: 'send-redis',
    title: '`POST /send/`, with Redis',
    env: {},
    redis: true,
    bare: true,
    request: post,
    status: '200',
  },
  {
    name: 'refused',
    title: '`POST /send/`, refused: too many',
    env: { RATE_LIMIT: '1/100000' },
    redis: false,
    bare: false,
    request: post,
    status: '429',
  },
  {
    name: 'gate',
    title: '`POST /send/`, refused by the gate',
    // The room is filled first.
    env: { ADDRESS_RATES: `post=${HISTORY_MESSAGES}/100000` },
    redis: false,
    bare: false,
    request: post,
    status: '429',
  },
]

/** Fills the room with messages. @param {string} url */
async function fill(url) {
  for (let i = 0; i < HISTORY_MESSAGES; i++) {
    await fetch(`${url}/send/`, { method: 'POST', body: new URLSearchParams({ data: `${i} ${TEXT}`, channel: ROOM }) })
  }
}

/** @param {string} title @param {string} entry @param {number} port @param {boolean} profile @returns {Server} */
const parley = (title, entry, port, profile) => ({
  title, bare: false,
  async start({ env, redis: needsRedis }, redis) {
    const server = await startServer({
      port,
      entry,
      probe: false,
      profile,
      env: { ...env, ...needsRedis ? { REDIS_URL: redis.url } : {} },
    })
    await fill(server.url)
    const [cookie = ''] = await visitors(server.url, 1)
    return {
      pid: server.pid, port, cookie, aside: needsRedis ? [redis.pid] : [],
      async stop() {
        await server.stop()
        removeFolder(server.dataDir)
      },
    }
  },
})

/** @param {number} port @returns {Server} */
const bareServer = port => ({
  title: 'bare node:http', bare: true,
  async start(_each, redis) {
    const args = [join(ROOT, 'bench', 'servers', 'post.mjs')]
    const { pid, stop } = await startProcess({
      command: process.execPath,
      args,
      port,
      env: { PORT: String(port), REDIS_URL: redis.url },
    })
    return { pid, port, cookie: '', aside: [redis.pid], stop: () => stop() }
  },
})

const HEAD = [
  'request', 'server', 'answers/s', 'as expected', 'CPU ms per answer', 'answers per CPU-s', 'Redis, CPU ms', 'p50 ms',
  'p99 ms', 'bytes', 'times the answers/s of --against', 'times its answers per CPU-s', 'CPU, times the bare server\'s',
  'CPU of the load / of the server',
]

/**
 * @param {Case} each
 * @param {ReadonlyMap<string, readonly Figures[]>} results by the title of the server
 * @param {string} against
 */
function rows({ title, name }, results, against) {
  const of = (/** @type {readonly Figures[] | undefined} */ all, /** @type {(figures: Figures) => number} */ pick) =>
    all ? median(all.map(pick)) : Number.NaN
  const ratio = (/** @type {number} */ value) => Number.isNaN(value) ? '–' : round(value)
  const cpuMs = (/** @type {Figures} */ figures) => figures.cpuMs
  const perSecond = (/** @type {Figures} */ figures) => figures.perSecond
  const [base, bare] = [results.get(against), results.get('bare node:http')]
  return [...results].map(([server, all]) => [
    title,
    server,
    whole(of(all, perSecond)),
    `${(of(all, ({ good }) => good) * 100).toFixed(1)} %`,
    of(all, cpuMs).toFixed(3),
    whole(1000 / of(all, cpuMs)),
    name === 'send-redis' ? of(all, ({ asideCpuMs }) => asideCpuMs).toFixed(3) : '–',
    of(all, ({ p50 }) => p50),
    of(all, ({ p99 }) => p99),
    whole(of(all, ({ bytes }) => bytes)),
    ratio(of(all, perSecond) / of(base, perSecond)),
    ratio(of(base, cpuMs) / of(all, cpuMs)),
    ratio(of(all, cpuMs) / of(bare, cpuMs)),
    of(all, ({ loadCpuMs }) => loadCpuMs) / of(all, cpuMs),
  ])
}

const NOTES = `${CONNECTIONS} kept connections, each with one request at a time, from a process of its own on raw sockets; a warm server. CPU is user and system time of all threads of the server, from /proc. "As expected" is the share of answers with the
expected status. A text has 100 characters. The bare server (\`bench/servers/post.mjs\`) reads the form and publishes it to Redis; it checks nothing and keeps nothing, while Parley's message is on disk when it answers. Servers alternate within each round.`

/**
 * Sends each kind of request to each server alternately, so that other load on the machine meets all.
 * @param {import('../run.mjs').Options} options
 */
export async function http({ port, rounds, quick, profile, only, against, seconds = quick ? 1 : SECONDS }) {
  const base = against === undefined ? [] : [parley(against, entryOf(against), port, false)]
  const servers = [parley('this build', SERVER_ENTRY, port, profile), ...base, bareServer(port)]
  const cases = CASES.filter(({ name }) => only.length === 0 || only.includes(name)).map(each => ({
    ...each,
    results: /** @type {Map<string, Figures[]>} */ (new Map()),
  }))
  const redis = await startRedis(port + 90)
  for (let i = 0; i < rounds; i++) {
    for (const each of cases) {
      for (const { title, bare, start } of servers) {
        if (bare && !each.bare) continue
        const { pid, cookie, aside, stop } = await start(each, redis)
        const figures = await repeatRequest({
          port,
          request: each.request(cookie),
          status: each.status,
          connections: CONNECTIONS,
          seconds,
          warmUpSeconds: WARM_UP_SECONDS,
          pid,
          aside,
        })
        await stop()
        console.error(`http ${each.name}, ${title}:`, JSON.stringify(figures), 'load', load())
        each.results.set(title, [...each.results.get(title) ?? [], figures])
      }
    }
  }
  await redis.stop()
  return { text: `${NOTES}\n\n${table(HEAD, cases.flatMap(each => rows(each, each.results, against ?? '')))}` }
}
