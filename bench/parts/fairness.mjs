// @ts-check
import { MeasuredRun } from '../lib/measured-run.mjs'
import { canCluster } from '../lib/cluster.mjs'
import { load } from '../lib/machine.mjs'
import { median, table, whole } from '../lib/stats.mjs'
import { startRedis } from '../lib/stores.mjs'
import { Crowd } from '../load/crowd.mjs'
import { Senders, asParley } from '../load/senders.mjs'
import { WIRES } from '../load/wires.mjs'
import { processesFor, PUBLISHERS, sampling, serverFor } from './crowd.mjs'

const SMALL_ROOM = 'channel_2'
const SMALL_RATE = 20

/** Several connections, since a connection's messages are handled one by one, and this part measures delivery. */
const SMALL_SENDERS = 10

const RATE = 100
const SECONDS = 20
const SIZES = [1, 1000, 18_000, 50_000]
const GRACE_MS = 5000

/**
 * @typedef {{ p50: number, p99: number, least: number, sent: number, bigP50: number, bigP99: number, bigShare:
 *   number, cores: number }} Round of the small room, and of the big one
 */

/**
 * Two users talk in one room while another room of the same server is busy.
 * @param {import('../lib/measured-run.mjs').MeasuredRunOptions & { duration: number }} options
 * @returns {Promise<Round>}
 */
async function round({ duration, ...options }) {
  const run = await MeasuredRun.open(options)
  const { server, crowd, senders, clients } = run
  const [cookie = ''] = server.sendCookies
  const peer = new Crowd(
    { port: options.port, path: server.sendPath, cookie, room: SMALL_ROOM, wire: 'app', sampleEvery: 1 },
    2,
  )
  await peer.open()
  const talker = await new Senders({
    port: options.port,
    path: server.sendPath,
    cookies: server.sendCookies,
    wire: WIRES.app,
    encode: asParley(SMALL_ROOM),
    count: SMALL_SENDERS,
  }).open()
  await talker.run(SMALL_RATE, 1)
  await peer.waitFor(SMALL_RATE, GRACE_MS)
  await peer.reset()
  const [before, began] = [run.cpu(), performance.now()]
  const [small, big] = await Promise.all([talker.run(SMALL_RATE, duration), senders.run(options.rate, duration)])
  const [seen, seenBig] = await Promise.all([peer.waitFor(small.sent, GRACE_MS), crowd.waitFor(big.sent, GRACE_MS)])
  const cores = (run.cpu().server - before.server) / (performance.now() - began) * 1000
  talker.close()
  await peer.close()
  await run.close()
  return {
    p50: seen.p50,
    p99: seen.p99,
    least: Math.round(seen.least),
    sent: small.sent,
    bigP50: seenBig.p50,
    bigP99: seenBig.p99,
    bigShare: seenBig.deliveries / (big.sent * clients),
    cores,
  }
}

const HEAD = [
  'peers in the busy room', 'processes', 'wire of the busy room', 'published there by', 'small room p50 ms', 'small room p99 ms',
  'all delivered there', 'busy room p50 ms', 'busy room p99 ms', 'delivered there', 'cores',
]

/** @param {import('../run.mjs').Options} options */
export async function fairness(
  { port, rounds, quick, profile, seconds, rate = RATE, clients: asked, wires, publishers },
) {
  const duration = seconds ?? (quick ? 5 : SECONDS)
  const redis = await startRedis(port + 90)
  const sizes = (asked.length > 0 ? asked : quick ? [1, 1000] : SIZES).filter(
    size => processesFor(size) === 1 || canCluster(),
  )
  const cases = wires(['plain']).flatMap(wire => sizes.flatMap(size => publishers.map(publisher => (
    { wire, size, publisher, all: /** @type {Round[]} */ ([]) }
  ))))
  for (let i = 0; i < rounds; i++) {
    for (const { wire, size, publisher, all } of cases) {
      all.push(
        await round({
          compared: serverFor(wire, size, profile, publisher),
          port,
          redis,
          clients: size,
          senders: 100,
          sampleEvery: sampling(size),
          rate,
          duration,
        }),
      )
      console.error(`fairness ${size} ${wire}, ${publisher}:`, JSON.stringify(all.at(-1)), 'load', load())
    }
  }
  await redis.stop()
  const rows = cases.map(({ wire, size, publisher, all }) => {
    const of = (/** @type {(round: Round) => number} */ pick) => median(all.map(pick))
    return [
      whole(size),
      String(processesFor(size)),
      WIRES[wire].title,
      PUBLISHERS[publisher],
      of(({ p50 }) => p50),
      of(({ p99 }) => p99),
      all.every(({ least, sent }) => least === sent) ? 'yes' : 'no',
      of(({ bigP50 }) => bigP50),
      of(({ bigP99 }) => bigP99),
      `${(of(({ bigShare }) => bigShare) * 100).toFixed(1)} %`,
      of(({ cores }) => cores),
    ]
  })
  const notes = `Two peers in \`${SMALL_ROOM}\` on \`parley.v1\`: ${SMALL_RATE} messages per second from ${SMALL_SENDERS} connections.
Beside them \`channel_1\`, with ${whole(rate)} messages per second for ${duration} s. The row of one peer is the small room undisturbed.`
  return { text: `${notes}\n\n${table(HEAD, rows)}` }
}
