// @ts-check
import { setTimeout as sleep } from 'node:timers/promises'
import WebSocket from 'ws'
import { get } from '../lib/client.mjs'
import { load } from '../lib/machine.mjs'
import { inParallel } from '../lib/parallel.mjs'
import { removeFolder, startServer } from '../lib/server.mjs'
import { table, whole } from '../lib/stats.mjs'
import { usageOf } from '../lib/usage.mjs'

const SIZES = [1_000, 10_000]

/** Users whom a client has on screen: the members of a room, or the authors of a page. */
const WATCHED = 30

/** How often a user goes away and comes back. */
const CHANGES_PER_MINUTE = 0.4

/** Longer than a heartbeat. */
const SECONDS = 30
const HANDSHAKES_AT_ONCE = 50

/**
 * @typedef {object} Client
 * @property {string} id of its user
 * @property {WebSocket} ws
 * @property {import('node:stream').Duplex & { bytesRead: number, bytesWritten: number }} line
 * @property {number} told states of others so far
 */

/**
 * A page that is open: it says that its user is there, and sends a heartbeat as often as the server asks.
 * @param {string} url
 * @param {Set<NodeJS.Timeout>} timers
 * @returns {Promise<Client>}
 */
async function open(url, timers) {
  const { body, cookie } = await get(`${url}/api/session`)
  const ws = new WebSocket(`${url.replace('http', 'ws')}/wb/`, 'parley.v1', {
    headers: { cookie }, perMessageDeflate: false, skipUTF8Validation: true,
  })
  return new Promise((resolve, reject) => {
    ws.once('error', reject)
    ws.once('upgrade', ({ socket: line }) => {
      const client = { id: JSON.parse(body).user.id, ws, line, told: 0 }
      ws.once('message', (hello) => {
        const [{ heartbeatMs }] = JSON.parse(hello.toString())
        ws.on('message', frame => void (client.told += frame.toString().split('"state":').length - 1))
        const beat = () => {
          ws.send('{"type":"ping"}')
          timers.add(setTimeout(beat, heartbeatMs))
        }
        timers.add(setTimeout(beat, Math.random() * heartbeatMs))
        resolve(client)
      })
    })
  })
}

/** @param {readonly Client[]} clients */
const totals = clients => clients.reduce((sum, { line, told }) => ({
  read: sum.read + line.bytesRead, written: sum.written + line.bytesWritten, told: sum.told + told,
}), { read: 0, written: 0, told: 0 })

/**
 * @param {readonly Client[]} clients
 * @param {number} pid
 * @param {number} seconds
 * @param {number} changesPerSecond of all users together
 */
async function measure(clients, pid, seconds, changesPerSecond) {
  const before = { ...totals(clients), cpuMs: usageOf([pid]).cpuMs }
  const began = performance.now()
  /** @type {Set<number>} */
  const away = new Set()
  let changes = 0
  while (performance.now() - began < seconds * 1000) {
    for (; changes < (performance.now() - began) / 1000 * changesPerSecond; changes++) {
      const person = Math.floor(Math.random() * clients.length)
      const isAway = away.delete(person)
      if (!isAway) away.add(person)
      clients[person]?.ws.send(JSON.stringify({ type: 'active', active: isAway }))
    }
    await sleep(20)
  }
  await sleep(2_000)
  const minutes = (performance.now() - began) / 60_000
  const after = totals(clients)
  const perMinute = (/** @type {number} */ growth) => growth / clients.length / minutes
  return {
    read: perMinute(after.read - before.read),
    written: perMinute(after.written - before.written),
    told: perMinute(after.told - before.told),
    changes: perMinute(changes),
    cores: (usageOf([pid]).cpuMs - before.cpuMs) / (minutes * 60_000),
  }
}

/** @param {number} port @param {number} count @param {number} seconds */
async function online(port, count, seconds) {
  const server = await startServer({ port })
  const empty = await server.memory()
  /** @type {Set<NodeJS.Timeout>} */
  const timers = new Set()
  /** @type {Client[]} */
  const clients = []
  await inParallel(Array.from({ length: count }, (_, i) => i), HANDSHAKES_AT_ONCE, async () => {
    clients.push(await open(server.url, timers))
  })
  await sleep(5_000)
  /** @type {(string | number)[][]} */
  const rows = []
  const row = async (/** @type {string} */ what, /** @type {number} */ perMinute) => {
    const seen = await measure(clients, server.pid, seconds, perMinute / 60 * count)
    const { rss } = await server.memory()
    console.error(`presence ${count}, ${what}:`, JSON.stringify(seen), 'load', load())
    rows.push([
      whole(count), what, whole(seen.read), whole(seen.written), seen.changes, seen.told, seen.cores, rss / 1e6,
      (rss - empty.rss) / 1024 / count,
    ])
  }
  await row('nobody changes', 0)
  await row('changes, on no screen', CHANGES_PER_MINUTE)
  clients.forEach(({ ws }, at) => {
    const people = Array.from({ length: WATCHED }, (_, i) => clients[(at + 1 + i * 31) % count]?.id)
    ws.send(JSON.stringify({ type: 'watch', people }))
  })
  await sleep(5_000)
  await row(`nobody changes, ${WATCHED} on each screen`, 0)
  await row(`changes, ${WATCHED} on each screen`, CHANGES_PER_MINUTE)
  for (const timer of timers) clearTimeout(timer)
  for (const { ws } of clients) ws.terminate()
  await server.stop()
  removeFolder(server.dataDir)
  return rows
}

const HEAD = [
  'users online', 'what', 'bytes received per user and minute', 'bytes sent', 'changes per user and minute',
  'states told per user and minute', 'cores', 'RSS, MB', 'RSS, KiB per user',
]

/** @param {import('../run.mjs').Options} options */
export async function presence({ port, quick, seconds = quick ? 5 : SECONDS, clients: asked }) {
  const rows = []
  for (const count of asked.length > 0 ? asked : quick ? [50, 200] : SIZES)
    rows.push(...await online(port, count, seconds))
  const text = `Pages that are open and greeted, in no room; one process, ${seconds} s each. Every page sends its heartbeat and answers
the server's pings. Users go away and come back; a screen shows ${WATCHED} of the others. Bytes are those of the TCP
connections, frame heads included. Memory after the garbage collector ran.

${table(HEAD, rows)}`
  return { text }
}
