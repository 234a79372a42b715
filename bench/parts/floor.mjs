// @ts-check
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import process from 'node:process'
import { ROOT } from '../../scripts/lib/paths.mjs'
import { ROOM } from '../lib/servers.mjs'
import { load } from '../lib/machine.mjs'
import { measure } from '../lib/measure.mjs'
import { startProcess } from '../lib/process.mjs'
import { median, round, table, whole } from '../lib/stats.mjs'
import { startRedis } from '../lib/stores.mjs'
import { usageOf } from '../lib/usage.mjs'
import { Crowd } from '../load/crowd.mjs'
import { processesFor, sampling, serverFor } from './crowd.mjs'
import { WIRES } from '../load/wires.mjs'

/**
 * From cases where writing is nearly all work, to cases where receiving is most of it.
 * @type {ReadonlyArray<{ wire: 'app' | 'plain', clients: number, rate: number }>}
 */
const CASES = [
  { wire: 'plain', clients: 100_000, rate: 100 },
  { wire: 'plain', clients: 10_000, rate: 100 },
  { wire: 'plain', clients: 1000, rate: 50 },
  { wire: 'app', clients: 1000, rate: 50 },
  { wire: 'plain', clients: 1000, rate: 2000 },
  { wire: 'app', clients: 1000, rate: 2000 },
]
const SECONDS = 10
/** Duration with several processes, whose batches are about a second apart. */
const SECONDS_OF_SEVERAL = 40
const SENDERS = 50
const WARM_UP_MS = 1000

/**
 * @typedef {import('../lib/measure.mjs').Figures} Figures
 * @typedef {{ batches: number, bytes: number, messages: number }} Batching batches per second, and bytes and messages
 *   in each
 * @typedef {{ figures: Figures, ingestCpuSeconds: number, floor: number, floorBatches: number }} Round `floor` in
 *   deliveries per CPU-second
 */

/** Starts one process of the floor with its clients, on its own port. @param {number} port @param {number} clients */
async function openFloor(port, clients) {
  const server = await startProcess({
    command: process.execPath,
    args: [join(ROOT, 'bench', 'servers', 'floor.mjs')],
    port,
    env: { PORT: String(port) },
    ipc: true,
  })
  const crowd = new Crowd({ port, path: '/', cookie: '', room: ROOM, wire: 'plain', sampleEvery: null }, clients)
  await crowd.open()
  return { server, crowd }
}

/**
 * Writes as much as Parley wrote, as often, from as many processes, and nothing else.
 * @param {{ port: number, clients: number, duration: number, batching: Batching }} options
 */
async function measureFloor({ port, clients, duration, batching }) {
  const processes = processesFor(clients)
  /** @type {Awaited<ReturnType<typeof openFloor>>[]} */
  const all = []
  for (let i = 0; i < processes; i++) all.push(await openFloor(port + i, Math.floor(clients / processes)))
  const bytes = Math.max(1, Math.round(batching.bytes))
  const status = async () => {
    const seen = await Promise.all(all.map(({ crowd }) => crowd.status()))
    return {
      bytes: seen.reduce((total, each) => total + each.bytes, 0),
      cpuMs: usageOf(all.map(({ server }) => server.pid)).cpuMs,
    }
  }
  for (const { server } of all) server.child.send({ bytes, batches: batching.batches })
  await sleep(WARM_UP_MS)
  const before = await status()
  await sleep(duration * 1000)
  const after = await status()
  for (const { server, crowd } of all) {
    await crowd.close()
    await server.stop()
  }
  const writes = (after.bytes - before.bytes) / bytes
  return {
    floor: writes * batching.messages / ((after.cpuMs - before.cpuMs) / 1000),
    floorBatches: writes / clients / duration,
  }
}

const HEAD = [
  'wire', 'clients', 'processes', 'messages/s', 'batches/s', 'messages per batch', 'Parley, deliveries per CPU-s',
  'the floor, the same', 'share of the floor', 'receiving, of Parley\'s CPU', 'share of the floor and receiving',
  'delivered', 'batches/s of the floor',
]

/**
 * @param {{ wire: import('../load/wires.mjs').ParleyWire, clients: number, rate: number, all: readonly Round[] }}
 *   result
 */
function row({ wire, clients, rate, all }) {
  const of = (/** @type {(round: Round) => number} */ pick) => median(all.map(pick))
  const percent = (/** @type {(round: Round) => number} */ pick) => `${round(of(pick) * 100)} %`
  const own = (/** @type {Round} */ { figures }) => figures.deliveries / figures.cpuSeconds
  return [
    WIRES[wire].title,
    whole(clients),
    String(processesFor(clients)),
    whole(rate),
    of(({ figures }) => figures.batches),
    of(({ figures }) => figures.taken / figures.batches),
    whole(of(own)),
    whole(of(({ floor }) => floor)),
    percent(each => own(each) / each.floor),
    percent(({ figures, ingestCpuSeconds }) => ingestCpuSeconds / figures.cpuSeconds),
    percent(
      ({ figures, ingestCpuSeconds, floor }) => (figures.deliveries / floor + ingestCpuSeconds) / figures.cpuSeconds,
    ),
    percent(({ figures }) => figures.share),
    of(({ floorBatches }) => floorBatches),
  ]
}

const NOTES = `The floor is a Node process that only calls \`socket.write\` with a ready-made buffer for each raw TCP socket.
It writes as many bytes, and as often, as Parley's clients received just before.

- Parley's figure includes everything: receiving messages, the log and its commits.
- Receiving: what that alone costs, measured with one listener. It is a little high: commits are more and smaller then.
- Share of the floor and receiving: what both need together, relative to what Parley needs.`

/** @param {import('../run.mjs').Options} options */
export async function floor({ port, rounds, quick, profile, seconds, clients: [asked], wires }) {
  const durationOf = (/** @type {number} */ clients) =>
    seconds ?? (quick ? 3 : processesFor(clients) === 1 ? SECONDS : SECONDS_OF_SEVERAL)
  const redis = await startRedis(port + 90)
  const cases = CASES.filter(({ wire }) => wires(['app', 'plain']).includes(wire)).map(each => ({
    ...each,
    clients: asked ?? (quick ? 200 : each.clients),
    all: /** @type {Round[]} */ ([]),
  }))
  for (let i = 0; i < rounds; i++) {
    for (const { clients, rate, wire, all } of cases) {
      const duration = durationOf(clients)
      const common = { compared: serverFor(wire, clients, profile), port, redis, rate, senders: SENDERS, duration }
      const figures = await measure({ ...common, clients, sampleEvery: sampling(clients) })
      const ingest = await measure({ ...common, clients: 1, sampleEvery: 1 })
      const { batches, taken, bytes } = figures
      const batching = { batches, messages: taken / batches, bytes: bytes * taken / batches }
      const result = {
        figures,
        ingestCpuSeconds: ingest.cpuSeconds,
        ...await measureFloor({ port, clients, duration, batching }),
      }
      console.error(`floor ${wire} ${clients} at ${rate}/s:`, JSON.stringify(result), 'load', load())
      all.push(result)
    }
  }
  await redis.stop()
  return { text: `${NOTES}\n\n${table(HEAD, cases.map(row))}` }
}
