// @ts-check
import { setTimeout as sleep } from 'node:timers/promises'
import { SERVER_ENTRY } from '../../scripts/lib/paths.mjs'
import { connect, cut, visitors } from '../lib/client.mjs'
import { measureDisk } from '../lib/disk.mjs'
import { entryOf } from '../lib/entry-of.mjs'
import { load } from '../lib/machine.mjs'
import { removeFolder, startServer } from '../lib/server.mjs'
import { median, percentile, table } from '../lib/stats.mjs'

const SOCKETS = 50
const RATES = [500, 2000]
const ROOM = 'channel_1'
const TEXT = 'An ordinary message of a hundred characters, as people write them when they talk to each other a lot'

/** The only part of a frame that is read: acknowledgements are separate frames. */
const ACK = '[{"type":"ack"'

/**
 * @typedef {{ acked: number, perSecond: number, p50: number, p99: number, max: number, lateP99: number, loopP50:
 *   number, loopP99: number, loopMax: number, cores: number, perCommit: number }} Figures
 */

/** Fifty senders at a steady rate, whatever the answers: a server that falls behind can't slow its own load down. */
class Load {
  /** @type {Map<string, number>} client id → when it was due */
  waiting = new Map()
  /** @type {number[]} */
  times = []
  /** @type {number[]} */
  late = []
  measuring = false
  acked = 0
  next = 0

  /** @param {readonly import('ws').WebSocket[]} sockets */
  constructor(sockets) {
    this.sockets = sockets
  }

  /** @param {Buffer} frame */
  read(frame) {
    if (frame.toString('latin1', 0, ACK.length) !== ACK) {
      if (frame.toString('latin1', 0, 16).includes('error'))
        throw new Error(`The server refused a message: ${frame.toString()}`)
      return
    }
    const now = performance.now()
    for (const ack of JSON.parse(frame.toString())) {
      const due = this.waiting.get(ack.clientId)
      this.waiting.delete(ack.clientId)
      if (due === undefined) throw new Error(`Unexpected acknowledgement: ${frame.toString()}`)
      if (!this.measuring) continue
      this.acked++
      this.times.push(now - due)
    }
  }

  /** @param {number} due */
  send(due) {
    const clientId = `m${this.next}`
    const socket = this.sockets[this.next++ % this.sockets.length]
    this.waiting.set(clientId, due)
    socket?.send(JSON.stringify({ type: 'send', room: ROOM, clientId, text: TEXT }))
  }

  /**
   * @param {number} rate messages per second, evenly over the sockets and the time
   * @param {number} seconds
   */
  async run(rate, seconds) {
    const began = performance.now()
    for (let sent = 0; sent < rate * seconds;) {
      const now = performance.now()
      for (; sent < rate * seconds && began + sent * 1000 / rate <= now; sent++) {
        const due = began + sent * 1000 / rate
        if (this.measuring) this.late.push(now - due)
        this.send(due)
      }
      await sleep(1)
    }
  }

  async settle() {
    const deadline = performance.now() + 30_000
    while (this.waiting.size > 0) {
      if (performance.now() > deadline)
        throw new Error(`${this.waiting.size} messages were not acknowledged within 30 s.`)
      await sleep(1)
    }
  }
}

/**
 * @param {{ port: number, entry: string, rate: number, joined: boolean, seconds: number, profile: boolean }} options
 * @returns {Promise<Figures>}
 */
async function round({ port, entry, rate, joined, seconds, profile }) {
  const server = await startServer({ port, entry, profile })
  const opened = await Promise.all((await visitors(server.url, SOCKETS)).map(cookie => connect(server.url, cookie)))
  const sockets = opened.map(({ ws }) => ws)
  const clients = new Load(sockets)
  for (const { listen } of opened) listen(frame => clients.read(frame))
  if (joined) sockets.forEach((ws, id) => ws.send(JSON.stringify({ type: 'join', id, room: ROOM })))
  await clients.run(rate, 3) // Warm: compiled code, open files, a first checkpoint.
  await clients.settle()

  await server.reset()
  clients.measuring = true
  const began = performance.now()
  await clients.run(rate, seconds)
  await clients.settle()
  const elapsed = (performance.now() - began) / 1000
  const report = await server.report()
  await cut(sockets)
  await server.stop()
  removeFolder(server.dataDir)
  return {
    acked: clients.acked,
    perSecond: clients.acked / elapsed,
    p50: percentile(clients.times, 50),
    p99: percentile(clients.times, 99),
    max: percentile(clients.times, 100),
    lateP99: percentile(clients.late, 99),
    loopP50: report.loopP50Ms,
    loopP99: report.loopP99Ms,
    loopMax: report.loopMaxMs,
    cores: report.cores,
    perCommit: clients.acked / (report.calls.commit ?? Number.NaN),
  }
}

const HEAD = [
  'load', 'build', 'acknowledged/s', 'ack p50 ms', 'ack p99 ms', 'ack max ms', 'loop p50 ms', 'loop p99 ms',
  'loop max ms', 'cores used', 'messages a commit', 'client late p99 ms',
]

/** @type {readonly (keyof Figures)[]} */
const COLUMNS = [
  'perSecond', 'p50', 'p99', 'max', 'loopP50', 'loopP99', 'loopMax', 'cores', 'perCommit', 'lateP99',
]

/**
 * Measures each load with each build alternately, so that other load on the machine meets both.
 * @param {import('../run.mjs').Options} options
 */
export async function durable({ port, rounds, quick, profile, against }) {
  const seconds = quick ? 3 : 10
  const builds = [
    { title: 'this', entry: SERVER_ENTRY },
    ...against ? [{ title: against, entry: entryOf(against) }] : [],
  ]
  const cases = [false, true].flatMap(joined => RATES.flatMap(rate => builds.map(build => (
    { joined, rate, ...build, all: /** @type {Figures[]} */ ([]) }
  ))))
  /** @type {{ p50: number, p99: number }[]} */
  const disks = []
  for (let i = 0; i < rounds; i++) {
    for (const { joined, rate, title, entry, all } of cases) {
      disks.push(measureDisk(500))
      const figures = await round({ port, entry, rate, joined, seconds, profile })
      const what = `durable ${rate}/s ${joined ? 'joined' : 'only sending'}, ${title}:`
      console.error(what, JSON.stringify(figures), 'load', load())
      all.push(figures)
    }
  }
  const rows = cases.map(({ joined, rate, title, all }) => [
    `${rate}/s, ${joined ? 'all 50 read the room too' : 'the 50 only send'}`,
    title,
    ...COLUMNS.map(key => median(all.map(figures => figures[key]))),
  ])
  console.log(table(HEAD, rows))
  console.log(
    `\nThe disk alone, 4 KB and fdatasync, taken before each round: p50 ${median(disks.map(disk => disk.p50)).toFixed(2)} ms, p99 ${median(disks.map(disk => disk.p99)).toFixed(2)} ms (medians of ${disks.length}).`,
  )
}
