// @ts-check
import { canCluster, parleyCluster } from '../lib/cluster.mjs'
import { parley } from '../lib/servers.mjs'
import { load } from '../lib/machine.mjs'
import { measure } from '../lib/measure.mjs'
import { beside, lines } from '../lib/plots.mjs'
import { median, table, whole } from '../lib/stats.mjs'
import { startRedis } from '../lib/stores.mjs'
import { WIRES } from '../load/wires.mjs'

const RATE = 100
/** Runs with one process settle within seconds. */
const SECONDS = { one: 10, several: 60 }

/** Senders, each once per second. A connection's messages are handled one by one, so a few could not reach the rate. */
const SENDERS = 100

/** Clients. */
const SIZES = [1000, 10_000, 18_000, 100_000]

/** A process may open 20,000 files here. Above this it takes several. */
const PROCESS_MAX = 18_000

/** @param {number} clients */
export const processesFor = clients => Math.ceil(clients / PROCESS_MAX)

/**
 * Clients that read all that they get: a hundredth, but as many as a p99 needs, and not so many that the load gets
 * dear.
 */
const SAMPLE_SHARE = 1 / 100
const SAMPLES = { min: 20, max: 250 }

/** @typedef {import('../lib/measure.mjs').Figures} Figures */

/** @param {number} clients @returns {number} one client in so many */
export const sampling = clients =>
  Math.max(1, Math.floor(clients / Math.min(SAMPLES.max, Math.max(SAMPLES.min, clients * SAMPLE_SHARE))))

/**
 * @param {import('../load/wires.mjs').ParleyWire} wire
 * @param {number} clients
 * @param {boolean} profile of one process only
 * @param {import('../lib/servers.mjs').Publisher} [publisher]
 */
export const serverFor = (wire, clients, profile, publisher) =>
  processesFor(clients) > 1
    ? parleyCluster(wire, processesFor(clients), publisher)
    : parley(wire, 'Parley', { profile, publisher })

export const PUBLISHERS = { socket: 'socket', post: '`POST /send/`' }

const HEAD = [
  'clients', 'processes', 'wire', 'published by', 'delivered', 'all clients got all', 'connected at the end', 'gaps',
  'in order', 'p50 ms', 'p99 ms', 'cores', 'deliveries per CPU-s', 'CPU-s per million deliveries', 'CPU µs per write',
  'Redis and PostgreSQL, cores', 'memory (RSS), MB', 'load, cores',
]

/**
 * @typedef {{ wire: import('../load/wires.mjs').ParleyWire, size: number, publisher:
 *   import('../lib/servers.mjs').Publisher, all: Figures[] }} Case
 */

/** @param {Case} result */
function row({ wire, size: clients, publisher, all }) {
  const of = (/** @type {(figures: Figures) => number} */ pick) => median(all.map(pick))
  return [
    whole(clients),
    String(processesFor(clients)),
    WIRES[wire].title,
    PUBLISHERS[publisher],
    `${(of(({ share }) => share) * 100).toFixed(2)} %`,
    all.every(({ complete }) => complete) ? 'yes' : 'no',
    whole(of(({ open }) => open)),
    whole(of(({ gaps }) => gaps)),
    all.every(({ ordered }) => ordered) ? 'yes' : 'no',
    of(({ p50 }) => p50),
    of(({ p99 }) => p99),
    of(({ cores }) => cores),
    whole(of(({ deliveries, cpuSeconds }) => deliveries / cpuSeconds)),
    of(({ deliveries, cpuSeconds }) => cpuSeconds / deliveries * 1e6),
    of(({ cores, batches }) => cores / (batches * clients) * 1e6),
    processesFor(clients) > 1 ? of(({ asideCpuSeconds, seconds }) => asideCpuSeconds / seconds) : '–',
    whole(of(({ rssMb }) => rssMb)),
    of(({ loadCpuSeconds, seconds }) => loadCpuSeconds / seconds),
  ]
}

const notes = (/** @type {number} */ rate) => `One channel, ${whole(rate)} messages per second of 64 bytes,
for ${SECONDS.one} s, with several processes for ${SECONDS.several} s.

- A hundredth of the clients (${SAMPLES.min} to ${SAMPLES.max}) read every message; they give order, gaps and latency.
- All clients got all: the bytes that each client received are compared with those of a client that read everything
  (compressed: the length of each frame).
- Cores: processor seconds per second, of all processes of the server. CPU µs per write: all of that, receiving
  included, per write to a client's socket. Memory that several processes share counts in each.`

/** @param {import('../run.mjs').Options} options */
export async function crowd({ port, rounds, quick, profile, seconds, rate = RATE, clients: asked, wires, publishers }) {
  const durationOf = (/** @type {number} */ size) =>
    seconds ?? (quick ? 5 : processesFor(size) === 1 ? SECONDS.one : SECONDS.several)
  const sizes = asked.length > 0 ? asked : quick ? [200, 1000] : SIZES
  const redis = await startRedis(port + 90)
  const fits = (/** @type {number} */ size) => processesFor(size) === 1 || canCluster()
  const all = wires(['plain', 'app', 'deflated']).flatMap(wire =>
    sizes
      .filter(fits)
      .flatMap(size => publishers.map(publisher => /** @type {Case} */ ({ wire, size, publisher, all: [] }))),
  )
  // How a message came in makes no difference to the wires that it goes out by.
  const cases = all.filter(
    ({ wire, publisher }) => publisher === 'socket' || publishers.length === 1 || wire === 'plain',
  )
  for (let i = 0; i < rounds; i++) {
    for (const { wire, size, publisher, all } of cases) {
      const figures = await measure({
        compared: serverFor(wire, size, profile, publisher),
        port,
        redis,
        rate,
        duration: durationOf(size),
        clients: size,
        senders: SENDERS,
        sampleEvery: sampling(size),
      })
      console.error(`crowd ${size} ${wire}, ${publisher}:`, JSON.stringify(figures), 'load', load())
      all.push(figures)
    }
  }
  await redis.stop()
  const left = sizes.every(fits)
    ? []
    : ['What needs several processes was left out: there is no scripts/start-cluster.mjs.']
  const values = (/** @type {(figures: Figures) => number} */ pick) =>
    cases
      .filter(({ publisher }) => publisher === publishers[0])
      .map(({ wire, size, all }) => ({ x: size, y: median(all.map(pick)), series: WIRES[wire].title }))
  const spec = beside([
    lines({
      title: 'Deliveries per CPU-second (more is better)',
      x: 'clients',
      values: values(({ deliveries, cpuSeconds }) => deliveries / cpuSeconds),
    }),
    lines({ title: 'Latency p99 in ms (less is better)', x: 'clients', values: values(({ p99 }) => p99) }),
  ])
  return {
    text: [notes(rate), ...left, table(HEAD, cases.map(row))].join('\n\n'),
    plots: [
      {
        name: 'crowd',
        alt: 'Deliveries per CPU-second and latency from 1,000 to 100,000 clients on one channel',
        spec,
      },
    ],
  }
}
