// @ts-check
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { Crowd } from '../load/crowd.mjs'
import { TEXT_BYTES } from '../load/message.mjs'
import { Senders } from '../load/senders.mjs'
import { WIRES } from '../load/wires.mjs'
import { ROOM } from './contestants.mjs'
import { usageOf } from './usage.mjs'

/** Connections that talk. Parley handles a connection's messages one after the other, each to its commit: few could not say so much. All servers get the same. */
const SENDERS = 50

/** Said before anything is measured, so that what is measured is compiled. */
const WARM_UP = { rate: 50, seconds: 3 }
const WARM_UP_TIMEOUT_MS = 30_000

/** What is still under way when the last message was sent has this long to arrive. What comes later counts as not delivered. */
const GRACE_MS = 5000

/** The bench process and one for the load: a fiftieth of the clients reads all that it gets. */
const SAMPLES = 20

/** Until the server has done what connecting left it to do. */
const SETTLE_MS = 1000

/**
 * @typedef {object} Figures of one server at one rate
 * @property {number} offered messages a second that were due
 * @property {number} sent messages that were written to the senders' sockets
 * @property {number} taken messages a second that the server read from them
 * @property {number} deliveries
 * @property {number} share of what was sent, for all clients
 * @property {boolean} ordered
 * @property {number} gaps
 * @property {number} p50 ms
 * @property {number} p99 ms
 * @property {number} cpuSeconds of the server
 * @property {number} redisCpuSeconds
 * @property {number} loadCpuSeconds
 * @property {number} bytes a delivery
 * @property {number} kib a connection
 * @property {number} turns writes a second that a client sees at least
 * @property {number} lateP99 ms that the sender itself was late
 */

/**
 * @typedef {object} Measuring
 * @property {import('./contestants.mjs').Contestant} contestant
 * @property {number} port
 * @property {import('./stores.mjs').Store} redis
 * @property {number} clients
 * @property {number} rate messages a second
 * @property {number} seconds
 */

/** @param {Measuring} measuring @param {import('./contestants.mjs').Started} server */
function openSenders({ contestant, port }, { sendPath, sendCookies }) {
  const { sendWire, encode } = contestant
  return new Senders({ port, path: sendPath, cookies: sendCookies, wire: sendWire && WIRES[sendWire], encode, count: SENDERS }).open()
}

/**
 * One server at one rate, from its start to its end.
 * @param {Measuring} measuring
 * @returns {Promise<Figures>}
 */
export async function measure(measuring) {
  const { contestant, port, redis, clients, rate, seconds } = measuring
  const server = await contestant.start(port, redis.url)
  const crowd = new Crowd({ port, path: server.listenPath, cookie: server.listenCookie, room: ROOM, wire: contestant.wire, sampleEvery: Math.max(1, Math.floor(clients / SAMPLES)) }, clients)
  const senders = await openSenders(measuring, server)
  const empty = usageOf([server.pid])
  await crowd.open()
  await sleep(SETTLE_MS)
  const full = usageOf([server.pid])

  const warm = await senders.run(WARM_UP.rate, WARM_UP.seconds)
  await crowd.waitFor(warm.sent, WARM_UP_TIMEOUT_MS)
  await crowd.reset()

  const before = cpuSeconds(server.pid, redis.pid, crowd.pids)
  const run = await senders.run(rate, seconds)
  const untaken = senders.unsent() / contestant.encode('x'.repeat(TEXT_BYTES), 0, 0).length
  const seen = await crowd.waitFor(run.sent, GRACE_MS)
  const after = cpuSeconds(server.pid, redis.pid, crowd.pids)
  senders.close()
  await crowd.close()
  await server.stop()
  return {
    offered: rate,
    sent: run.sent,
    taken: (run.sent - untaken) / run.seconds,
    deliveries: seen.deliveries,
    share: seen.deliveries / (run.sent * clients),
    ordered: seen.ordered && seen.gaps === 0 && (seen.agreed || seen.deliveries < run.sent * clients),
    gaps: seen.gaps,
    p50: seen.p50,
    p99: seen.p99,
    cpuSeconds: after.server - before.server,
    redisCpuSeconds: after.redis - before.redis,
    loadCpuSeconds: after.load - before.load,
    bytes: seen.bytes / seen.deliveries,
    kib: (full.rssKb - empty.rssKb) / clients,
    turns: (seen.frames || seen.reads) / run.seconds,
    lateP99: run.lateP99,
  }
}

/** @param {number} server @param {number} redis @param {readonly number[]} load */
function cpuSeconds(server, redis, load) {
  const own = process.cpuUsage()
  return { server: usageOf([server]).cpuMs / 1000, redis: usageOf([redis]).cpuMs / 1000, load: usageOf(load).cpuMs / 1000 + (own.user + own.system) / 1e6 }
}
