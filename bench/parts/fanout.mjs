// @ts-check
import { contestants, TORNADO_MISSING } from '../lib/contestants.mjs'
import { installBench } from '../lib/install.mjs'
import { load } from '../lib/machine.mjs'
import { measure } from '../lib/measure.mjs'
import { median, round, table } from '../lib/stats.mjs'
import { startRedis } from '../lib/stores.mjs'

const RATES = [50, 500, 2000]
const CLIENTS = 1000
const SECONDS = 10

/** @typedef {import('../lib/measure.mjs').Figures} Figures */

/** @param {readonly Figures[]} all @param {(figures: Figures) => number} pick */
const middle = (all, pick) => median(all.map(pick))

/** @param {import('../lib/contestants.mjs').Contestant} contestant @param {readonly Figures[]} all */
function row({ title, usesRedis }, all) {
  const of = (/** @type {(figures: Figures) => number} */ pick) => middle(all, pick)
  const perMillion = (/** @type {(figures: Figures) => number} */ pick) => of(figures => pick(figures) / figures.deliveries * 1e6)
  return [
    title, String(all[0]?.offered), round(of(({ taken }) => taken)), `${(of(({ share }) => share) * 100).toFixed(1)} %`, all.every(({ ordered }) => ordered) ? 'yes' : 'no',
    perMillion(({ cpuSeconds }) => cpuSeconds), usesRedis ? round(perMillion(({ redisCpuSeconds }) => redisCpuSeconds)) : '–',
    Math.round(of(({ deliveries, cpuSeconds }) => deliveries / cpuSeconds)).toLocaleString('en'),
    of(({ p50 }) => p50), of(({ p99 }) => p99), of(({ bytes }) => bytes), of(({ kib }) => kib), of(({ turns }) => turns), of(({ loadCpuSeconds, cpuSeconds }) => loadCpuSeconds / cpuSeconds),
  ]
}

const HEAD = [
  'server', 'messages/s due', 'taken/s', 'delivered', 'in order', 'CPU-s a million deliveries', 'Redis, the same', 'deliveries a CPU-s', 'p50 ms', 'p99 ms', 'bytes a delivery', 'KiB a connection',
  'reads/s a client', 'CPU of the load / of the server',
]

/** @param {import('../run.mjs').Options} options */
export async function fanout({ port, rounds, quick, only, withRedis }) {
  installBench()
  const all = contestants({ parleyRedis: withRedis }).filter(({ name }) => only.length === 0 || only.includes(name))
  if (!all.some(({ name }) => name === 'tornado')) console.log(`${TORNADO_MISSING}\n`)
  const redis = await startRedis(port + 90)
  /** @type {Map<string, Figures[]>} */
  const results = new Map()
  for (let i = 0; i < rounds; i++) {
    for (const rate of RATES) {
      for (const contestant of all) {
        const figures = await measure({ contestant, port, redis, rate, clients: quick ? 200 : CLIENTS, seconds: quick ? 3 : SECONDS })
        console.error(`fanout ${contestant.name} at ${rate}/s:`, JSON.stringify(figures), 'load', load())
        const key = `${contestant.name} ${rate}`
        results.set(key, [...results.get(key) ?? [], figures])
      }
    }
  }
  await redis.stop()
  const rows = RATES.flatMap(rate => all.map(contestant => row(contestant, results.get(`${contestant.name} ${rate}`) ?? [])))
  console.log(table(HEAD, rows))
}
