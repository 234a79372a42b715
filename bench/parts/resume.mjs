// @ts-check
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, cut, visitors } from '../lib/client.mjs'
import { inParallel } from '../lib/parallel.mjs'
import { load } from '../lib/machine.mjs'
import { removeFolder, startServer } from '../lib/server.mjs'
import { median, percentile, table } from '../lib/stats.mjs'

const ROOM = 'channel_1'
const MISSED = 100
const TEXT = 'An ordinary message of a hundred characters, as people write them when they talk to each other a lot'

/** Length of the accept queue (Node's default is 511). Above it attempts are lost, and repeated after a second. */
const HANDSHAKES_AT_ONCE = 400

const DEADLINE_MS = 120_000

/**
 * @typedef {{ allMs: number, p50: number, p99: number, eventReads: number, messageReads: number, headReads: number,
 *   cores: number, loopP99: number, loopMax: number }} Figures
 * @typedef {{ cookie: string, ws: import('ws').WebSocket | null, seq: number, frames: Buffer[], caughtUpMs: number }}
 *   Client
 */

/**
 * The last `seq` in a frame, without parsing: clients share the machine with the server. Frames are checked afterwards.
 * @param {Buffer} frame
 */
function lastSeq(frame) {
  const at = frame.lastIndexOf('"seq":')
  return at === -1 ? 0 : Number.parseInt(frame.toString('latin1', at + 6, at + 22), 10)
}

/**
 * Checks that a client got everything it missed, once, in order.
 * @param {Client} client
 * @param {number} head
 */
function check(client, head) {
  const events = client.frames.flatMap(frame => JSON.parse(frame.toString()))
  const joined = events.find(event => event.type === 'joined')
  const seqs = events.filter(event => event.type === 'message').map(event => event.seq)
  const wanted = Array.from({ length: head - client.seq }, (_, i) => client.seq + 1 + i)
  if (joined?.mode !== 'resumed' || JSON.stringify(seqs) !== JSON.stringify(wanted)) {
    throw new Error(
      `A client at ${client.seq} was answered ${joined?.mode} with ${seqs.length} events (${seqs[0]} to ${seqs.at(-1)}), not ${wanted.length} up to ${head}.`,
    )
  }
}

/**
 * @param {string} url
 * @param {string} cookie
 * @param {number} count
 */
async function say(url, cookie, count) {
  const { ws, listen } = await connect(url, cookie)
  const done = new Promise((resolve) => {
    let acked = 0
    listen((frame) => {
      // A frame may hold many.
      acked += frame.toString().split('"type":"ack"').length - 1
      if (acked >= count) resolve(null)
    })
  })
  for (let i = 0; i < count; i++)
    ws.send(JSON.stringify({ type: 'send', room: ROOM, clientId: `${performance.now()}-${i}`, text: TEXT }))
  await done
  await cut([ws])
}

/**
 * @param {string} url
 * @param {readonly Client[]} clients
 * @param {{ epoch: string, seq: number } | undefined} position
 * @param {number} head
 */
async function joinAll(url, clients, position, head) {
  const began = performance.now()
  let left = clients.length
  /** @type {() => void} */
  let all
  const done = new Promise((resolve) => {
    all = () => resolve(null)
  })
  await inParallel(clients, HANDSHAKES_AT_ONCE, async (client) => {
    const { ws, listen } = await connect(url, client.cookie)
    client.ws = ws
    client.frames = []
    client.caughtUpMs = Number.NaN
    listen((frame) => {
      if (!Number.isNaN(client.caughtUpMs)) return
      client.frames.push(frame)
      const caughtUp = position ? lastSeq(frame) === head : frame.includes('"type":"joined"')
      if (!caughtUp) return
      client.caughtUpMs = performance.now() - began
      if (--left === 0) all()
    })
    ws.send(JSON.stringify({ type: 'join', id: 1, room: ROOM, position }))
  })
  await Promise.race([done, sleep(DEADLINE_MS, null, { ref: false })])
  if (left > 0) throw new Error(`${left} clients were not caught up within ${DEADLINE_MS} ms.`)
}

/**
 * @param {{ port: number, count: number, restart: boolean, profile: boolean }} options
 * @returns {Promise<Figures>}
 */
async function round({ port, count, restart, profile }) {
  let server = await startServer({ port, profile: profile && !restart })
  const [speaker = '', ...cookies] = await visitors(server.url, count + 1)
  /** @type {Client[]} */
  const clients = cookies.map(cookie => ({ cookie, ws: null, seq: 0, frames: [], caughtUpMs: Number.NaN }))
  await say(server.url, speaker, 200)
  await joinAll(server.url, clients, undefined, 0)
  const [joined] = JSON.parse(clients[0]?.frames[0]?.toString() ?? '[]')
  for (const client of clients) client.seq = joined.head

  await cut(clients.flatMap(({ ws }) => ws ?? []))
  await say(server.url, speaker, MISSED)
  if (restart) {
    await server.kill()
    server = await startServer({ port, dataDir: server.dataDir, profile })
  }
  await sleep(500) // What the cut itself costs the server is over.
  await server.reset()
  const head = joined.head + MISSED
  await joinAll(server.url, clients, { epoch: joined.epoch, seq: joined.head }, head)
  const report = await server.report()
  for (const client of clients) check(client, head)
  await cut(clients.flatMap(({ ws }) => ws ?? []))
  await server.stop()
  removeFolder(server.dataDir)
  const times = clients.map(client => client.caughtUpMs)
  return {
    allMs: percentile(times, 100),
    p50: percentile(times, 50),
    p99: percentile(times, 99),
    eventReads: report.calls['read event'] ?? 0,
    messageReads: report.calls['read message'] ?? 0,
    headReads: report.calls['read room'] ?? 0,
    cores: report.cores,
    loopP99: report.loopP99Ms,
    loopMax: report.loopMaxMs,
  }
}

/** @param {import('../run.mjs').Options} options */
export async function resume({ port, rounds, quick, profile }) {
  const rows = []
  for (const restart of [false, true]) {
    for (const count of quick ? [50, 500] : [500, 5000]) {
      /** @type {Figures[]} */
      const all = []
      for (let i = 0; i < rounds; i++) {
        const figures = await round({ port, count, restart, profile })
        console.error(`resume ${count}${restart ? ' after kill -9' : ''}:`, JSON.stringify(figures), 'load', load())
        all.push(figures)
      }
      const of = (/** @type {keyof Figures} */ key) => median(all.map(figures => figures[key]))
      rows.push([
        String(count),
        restart ? 'the server was killed and started again' : 'the line broke, the server ran on',
        of('allMs') / 1000,
        of('p50') / 1000,
        of('p99') / 1000,
        String(of('eventReads')),
        String(of('messageReads')),
        String(of('headReads')),
        of('cores'),
        of('loopP99'),
      ])
    }
  }
  console.log(
    table(
      [
        'clients', 'why they dropped', 'all caught up s', 'half of them s', '99 % of them s', 'reads of events',
        'reads of messages', 'reads of heads', 'server cores', 'loop p99 ms',
      ],
      rows,
    ),
  )
}
