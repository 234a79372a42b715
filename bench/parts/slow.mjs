// @ts-check
import { setTimeout as sleep } from 'node:timers/promises'
import { MeasuredRun } from '../lib/measured-run.mjs'
import { get } from '../lib/client.mjs'
import { parley } from '../lib/servers.mjs'
import { load } from '../lib/machine.mjs'
import { median, table, whole } from '../lib/stats.mjs'
import { startRedis } from '../lib/stores.mjs'
import { WIRES } from '../load/wires.mjs'

const CLIENTS = 1000
const RATE = 2000
const SECONDS = 20
const GRACE_MS = 5000
const WATCH_MS = 250

/** One client in this many stops reading. */
const SLOW_EVERY = 100

/** @typedef {{ p50: number, p99: number, share: number, peakMb: number, endMb: number }} Phase */
/** @typedef {{ before: Phase, during: Phase, slow: number, closed: number }} Round */

/**
 * @param {MeasuredRun} run
 * @param {number} rate
 * @param {number} duration
 * @param {number} readers
 * @returns {Promise<Phase>}
 */
async function phase(run, rate, duration, readers) {
  let [peak, over] = [run.rssKb(), false]
  const watch = async () => {
    while (!over) {
      await sleep(WATCH_MS)
      peak = Math.max(peak, run.rssKb())
    }
  }
  const watching = watch()
  await run.crowd.reset()
  const { sent } = await run.senders.run(rate, duration)
  const seen = await run.crowd.waitFor(sent, GRACE_MS)
  over = true
  await watching
  return {
    p50: seen.p50,
    p99: seen.p99,
    share: seen.deliveries / (sent * readers),
    peakMb: peak / 1024,
    endMb: run.rssKb() / 1024,
  }
}

/** @param {number} port @returns {Promise<number>} the server's connections */
async function connections(port) {
  return JSON.parse((await get(`http://127.0.0.1:${port}/healthz`)).body).connections
}

/**
 * @param {import('../lib/measured-run.mjs').MeasuredRunOptions & { duration: number }} options
 * @returns {Promise<Round>}
 */
async function round({ duration, ...options }) {
  const run = await MeasuredRun.open(options)
  const before = await phase(run, options.rate, duration, options.clients)
  const all = await connections(options.port)
  const [slow = 0] = await run.crowd.askAll('pause', SLOW_EVERY)
  const during = await phase(run, options.rate, duration, options.clients - slow)
  const closed = all - await connections(options.port)
  await run.close()
  return { before, during, slow, closed }
}

const HEAD = [
  'wire', 'who reads', 'the others\' p50 ms', 'p99 ms', 'delivered to them', 'memory (RSS) at most, MB',
  'at the end, MB', 'closed as slow',
]

/** @param {import('../run.mjs').Options} options */
export async function slow(
  { port, rounds, quick, profile, seconds, rate = RATE, clients: [clients = quick ? 200 : CLIENTS], wires },
) {
  const duration = seconds ?? (quick ? 8 : SECONDS)
  const redis = await startRedis(port + 90)
  const cases = wires(['app']).map(wire => ({ wire, all: /** @type {Round[]} */ ([]) }))
  for (let i = 0; i < rounds; i++) {
    for (const { wire, all } of cases) {
      all.push(
        await round({
          compared: parley(wire, 'Parley', { profile }),
          port,
          redis,
          clients,
          senders: 50,
          sampleEvery: 25,
          rate,
          duration,
        }),
      )
      console.error(`slow ${wire}:`, JSON.stringify(all.at(-1)), 'load', load())
    }
  }
  await redis.stop()
  const rows = cases.flatMap(({ wire, all }) => (/** @type {const} */ (['before', 'during'])).map((when) => {
    const of = (/** @type {keyof Phase} */ key) => median(all.map(each => each[when][key]))
    const [first] = all
    return [
      WIRES[wire].title,
      when === 'before' ? 'all' : `${first?.slow} of ${whole(clients)} do not`,
      of('p50'),
      of('p99'),
      `${(of('share') * 100).toFixed(1)} %`,
      of('peakMb'),
      of('endMb'),
      when === 'before' ? '–' : `${median(all.map(({ closed }) => closed))} of ${first?.slow}`,
    ]
  }))
  const notes = `${whole(rate)} messages per second to ${whole(clients)} clients: ${duration} s with all reading, then ${duration} s in which one in ${SLOW_EVERY} stops.
The system's buffers take the first megabytes for a slow client. Past 1 MiB in the server, the server closes it.`
  return { text: `${notes}\n\n${table(HEAD, rows)}` }
}
