// @ts-check
import { comparedServers, TORNADO_MISSING } from '../lib/servers.mjs'
import { installBench } from '../lib/install.mjs'
import { load } from '../lib/machine.mjs'
import { measure } from '../lib/measure.mjs'
import { beside, lines } from '../lib/plots.mjs'
import { median, round, table, whole } from '../lib/stats.mjs'
import { startRedis } from '../lib/stores.mjs'

const RATES = [50, 500, 2000]
const CLIENTS = 1000
const SECONDS = 10

/**
 * Senders, for all servers alike. Parley handles a connection's messages one by one, so a few could not reach the rate.
 */
const SENDERS = 50

/** Number of clients that read everything. */
const SAMPLES = 20

/**
 * @typedef {import('../lib/measure.mjs').Figures} Figures
 * @typedef {{ compared: import('../lib/servers.mjs').ComparedServer, rate: number, all: Figures[] }} Result
 */

/** @param {Result} result @param {(figures: Figures) => number} pick */
const of = ({ all }, pick) => median(all.map(pick))

const perCpuSecond = (/** @type {Figures} */ { deliveries, cpuSeconds }) => deliveries / cpuSeconds

const HEAD = [
  'server', 'sent/s', 'delivered', 'in order', 'CPU-s per million deliveries', 'Redis, the same',
  'deliveries per CPU-s', 'times Socket.IO', 'p50 ms', 'p99 ms', 'bytes per delivery', 'KiB per connection',
  'CPU of the load / of the server',
]

/** @param {Result} result @param {number} yardstick */
function row(result, yardstick) {
  const { compared: { title, usesRedis }, all } = result
  return [
    title,
    whole(of(result, ({ taken }) => taken)),
    `${(of(result, ({ share }) => share) * 100).toFixed(1)} %`,
    all.every(({ ordered }) => ordered) ? 'yes' : 'no',
    of(result, ({ cpuSeconds, deliveries }) => cpuSeconds / deliveries * 1e6),
    usesRedis ? round(of(result, ({ asideCpuSeconds, deliveries }) => asideCpuSeconds / deliveries * 1e6)) : '–',
    whole(of(result, perCpuSecond)),
    round(of(result, perCpuSecond) / yardstick),
    of(result, ({ p50 }) => p50),
    of(result, ({ p99 }) => p99),
    of(result, ({ bytes }) => bytes),
    of(result, ({ kib }) => kib),
    of(result, ({ loadCpuSeconds, cpuSeconds }) => loadCpuSeconds / cpuSeconds),
  ]
}

/** @param {readonly Result[]} results */
function plots(results) {
  const values = (/** @type {(figures: Figures) => number} */ pick) =>
    results.map(result => ({ x: result.rate, y: of(result, pick), series: result.compared.title }))
  const x = 'messages per second'
  const spec = beside([
    lines({ title: 'Deliveries per CPU-second (more is better)', x, values: values(perCpuSecond) }),
    lines({ title: 'Latency p99 in ms (less is better)', x, values: values(({ p99 }) => p99) }),
  ])
  return [
    {
      name: 'fanout',
      alt: 'Deliveries per CPU-second and latency of each server at 50, 500 and 2,000 messages per second',
      spec,
    },
  ]
}

/** @param {readonly Result[]} results @param {number} clients */
function tables(results, clients) {
  return [...new Set(results.map(({ rate }) => rate))].map((rate) => {
    const own = results.filter(result => result.rate === rate)
    const yardstick = own.find(({ compared }) => compared.name === 'socket.io')
    const rows = own.map(result => row(result, yardstick ? of(yardstick, perCpuSecond) : Number.NaN))
    return `**${whole(rate)} messages per second to ${whole(clients)} clients**\n\n${table(HEAD, rows)}`
  })
}

const NOTES = `Texts of 64 bytes on one channel, from ${SENDERS} connections (Tornado and rows that say so: by POST).

- Sent: what the senders could write. Delivered: the share of it that arrived within 5 s after the last message.
- CPU: user and system time of all processes and threads of the server, receiving messages included.
  Parley's includes the log on disk, sessions and checks. The other servers' Redis has its own column; Bun has none.
- Deliveries are counted for all clients, by their bytes. Order and latency: the ${SAMPLES} clients that read everything.`

/**
 * Measures every server at every rate, alternating, so that other load on the machine meets all.
 * @param {import('../run.mjs').Options} options
 */
export async function fanout(
  {
    port, rounds, quick, profile, only, withRedis, against, seconds, rate: asked,
    clients: [clients = quick ? 200 : CLIENTS],
  },
) {
  installBench()
  const chosen = comparedServers({ parleyRedis: withRedis, profile, against }).filter(
    ({ name }) => only.length === 0 || only.includes(name),
  )
  const redis = await startRedis(port + 90)
  /** @type {Result[]} */
  const results = (asked ? [asked] : RATES).flatMap(rate => chosen.map(compared => ({ compared, rate, all: [] })))
  for (let i = 0; i < rounds; i++) {
    for (const { compared, rate, all } of results) {
      const figures = await measure({
        compared,
        port,
        redis,
        rate,
        clients,
        senders: SENDERS,
        sampleEvery: Math.max(1, Math.floor(clients / SAMPLES)),
        duration: seconds ?? (quick ? 3 : SECONDS),
      })
      console.error(`fanout ${compared.title} at ${rate}/s:`, JSON.stringify(figures), 'load', load())
      all.push(figures)
    }
  }
  await redis.stop()
  const missing = chosen.some(({ name }) => name === 'tornado') || only.length > 0 ? [] : [TORNADO_MISSING]
  return { text: [NOTES, ...missing, ...tables(results, clients)].join('\n\n'), plots: plots(results) }
}
