// @ts-check
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import WebSocket from 'ws'
import { ROOT, SERVER_ENTRY } from '../../scripts/lib/paths.mjs'
import { messageReader, microseconds, stampedText } from '../load/message.mjs'
import { connect, cut } from '../lib/client.mjs'
import { load } from '../lib/machine.mjs'
import { inParallel } from '../lib/parallel.mjs'
import { startProcess } from '../lib/process.mjs'
import { listens, stage } from '../lib/room-stage.mjs'
import { removeFolder, startServer } from '../lib/server.mjs'
import { median, percentile, table, whole } from '../lib/stats.mjs'
import { usageOf } from '../lib/usage.mjs'

const MEMBERS = 10
const SECONDS = 10
const WARM_UP_SECONDS = 3
const GRACE_MS = 5_000
const HANDSHAKES_AT_ONCE = 50

/** Messages per second: in many rooms, and in the one room that each case is compared with. */
const RATE = 500

/**
 * @typedef {import('../lib/room-stage.mjs').Person} Person
 * @typedef {import('../lib/room-stage.mjs').State} State
 * @typedef {{ send: (room: number, text: string) => void, close: () => Promise<void> }} Client of one user
 * @typedef {{ pid: number, memory: () => Promise<{ rss: number, heapUsed: number }>, stop: () => Promise<void> }}
 *   Server
 * @typedef {{ server: Server, enter: (person: number, rooms: readonly number[], read: (frame: Buffer) => void) =>
 *   Promise<Client>, settled: () => Promise<void> }} Stage `enter` connects; `settled` begins what was put off
 */

/** Which users are in a room: each pair of rooms has few in common. @param {number} room @param {number} people */
const membersOf = (room, people) => Array.from({ length: MEMBERS }, (_, i) => (room + i * 97) % people)

/** @param {number} rooms @param {number} people */
function roomsByPerson(rooms, people) {
  const own = Array.from({ length: people }, () => /** @type {number[]} */ ([]))
  for (let room = 0; room < rooms; room++)
    for (const person of membersOf(room, people)) own[person]?.push(room)
  return own
}

/**
 * @param {'joined' | 'listening'} how clients are in their rooms
 * @returns {(port: number, rooms: number, people: number) => Promise<Stage>}
 */
const parley = how => async (port, count, peopleCount) => {
  const { server: filled, users, ids } = await stage(port, peopleCount, everybody =>
    Array.from({ length: count }, (_, room) => membersOf(room, peopleCount).map(person => everybody[person]?.id ?? '')),
  )
  await filled.stop()
  const server = await startServer({ port, entry: SERVER_ENTRY, dataDir: filled.dataDir })
  /** @type {Array<() => Promise<void>>} */
  const later = []
  return {
    server: {
      pid: server.pid,
      memory: server.memory,
      async stop() {
        await server.stop()
        removeFolder(server.dataDir)
      },
    },
    async enter(person, rooms, read) {
      const { ws, hello, listen } = await connect(server.url, users[person]?.cookie ?? '', '?feed=')
      const [event] = JSON.parse(hello.toString())
      /** @type {State[]} */
      const states = event.rooms.filter((/** @type {State} */ { pinned }) => !pinned)
      later.push(() => new Promise((resolve) => {
        let left = how === 'joined' ? states.length : 0
        listen((frame) => {
          if (left > 0) left -= frame.toString().split('"type":"joined"').length - 1
          if (left <= 0) resolve()
          read(frame)
        })
        if (how === 'joined') states.forEach(({ id, epoch, lastSeq }, at) => (
          ws.send(JSON.stringify({ type: 'join', id: at + 1, room: id, position: { epoch, seq: lastSeq } }))
        ))
        else for (const frame of listens(states, ({ lastSeq }) => lastSeq)) ws.send(frame)
        if (left <= 0) resolve()
      }))
      let sent = 0
      return {
        send: (room, text) => (
          ws.send(JSON.stringify({ type: 'send', room: ids[room], clientId: `b${person}-${++sent}`, text }))
        ),
        close: () => cut([ws]),
      }
    },
    settled: () => inParallel(later, HANDSHAKES_AT_ONCE, begin => begin()),
  }
}

/** A loop over the sockets of a room, with nothing else. @param {number} port @returns {Promise<Stage>} */
async function loop(port) {
  const { pid, stop } = await startProcess({
    command: process.execPath,
    args: [join(ROOT, 'bench', 'servers', 'ws-rooms.mjs')],
    port,
    env: { PORT: String(port) },
  })
  return {
    server: {
      pid,
      memory: async () => ({ rss: usageOf([pid]).rssKb * 1024, heapUsed: Number.NaN }),
      stop: () => stop(),
    },
    enter: (_, rooms, read) => new Promise((resolve, reject) => {
      const ws = new WebSocket(`ws://127.0.0.1:${port}/`, { perMessageDeflate: false, skipUTF8Validation: true })
      ws.once('error', reject)
      ws.once('open', () => ws.send(JSON.stringify({ rooms: rooms.map(room => `room ${room}`) })))
      ws.once('message', () => {
        ws.on('message', read)
        resolve({
          send: (room, text) => ws.send(JSON.stringify({ room: `room ${room}`, text })),
          close: () => cut([ws]),
        })
      })
    }),
    settled: async () => {},
  }
}

/**
 * Everybody is in their rooms; then messages at a steady rate, each by a member of its room, from room to room.
 * @param {{ begin: (port: number, rooms: number, people: number) => Promise<Stage>, port: number, rooms: number,
 *   people: number, rate: number, seconds: number }} options
 */
async function round({ begin, port, rooms, people, rate, seconds }) {
  const { server, enter, settled } = await begin(port, rooms, people)
  let measuring = false
  /** @type {number[]} */
  const times = []
  const read = messageReader((_sender, _counter, at) => {
    if (measuring) times.push((microseconds() - at) / 1000)
  })
  const own = roomsByPerson(rooms, people)
  /** @type {Client[]} */
  const clients = []
  await inParallel(own.map((_, person) => person), HANDSHAKES_AT_ONCE, async (person) => {
    clients[person] = await enter(person, own[person] ?? [], read)
  })
  await sleep(2_000)
  const before = await server.memory()
  await settled()
  await sleep(3_000)
  const after = await server.memory()
  let room = 0
  let counter = 0
  const say = async (/** @type {number} */ forSeconds) => {
    const began = performance.now()
    const count = rate * forSeconds
    for (let sent = 0; sent < count;) {
      for (; sent < count && began + sent * 1000 / rate <= performance.now(); sent++) {
        // A step that shares no factor with the number of rooms reaches all.
        room = (room + 7_919) % rooms
        const member = membersOf(room, people)[counter % MEMBERS] ?? 0
        clients[member]?.send(room, stampedText(0, counter++, microseconds()))
      }
      await sleep(1)
    }
    return count
  }
  await say(WARM_UP_SECONDS)
  await sleep(2_000)
  measuring = true
  const cpu = usageOf([server.pid]).cpuMs
  const wanted = await say(seconds) * MEMBERS
  const deadline = performance.now() + GRACE_MS
  while (times.length < wanted && performance.now() < deadline) await sleep(20)
  const cpuMs = usageOf([server.pid]).cpuMs - cpu
  for (const client of clients) await client.close()
  await server.stop()
  return {
    deliveries: times.length,
    share: times.length / wanted,
    p50: percentile(times, 50),
    p99: percentile(times, 99),
    cpuMs,
    kib: (after.rss - before.rss) / 1024 / rooms,
    heapKib: (after.heapUsed - before.heapUsed) / 1024 / rooms,
  }
}

const HEAD = [
  'server', 'rooms', 'users', 'messages/s', 'deliveries', 'delivered', 'p50 ms', 'p99 ms', 'server, CPU ms per message',
  'deliveries per CPU-s', 'RSS, KiB per room', 'heap, KiB per room',
]

/** @param {import('../run.mjs').Options} options */
export async function manyRooms({ port, rounds, quick, rate = quick ? 100 : RATE, seconds = quick ? 3 : SECONDS }) {
  const count = quick ? 200 : 10_000
  const many = { rooms: count, people: count * MEMBERS / 100 }
  const one = { rooms: 1, people: MEMBERS }
  const cases = [
    { title: 'Parley, all rooms joined', begin: parley('joined'), ...many },
    { title: '`ws` in a loop', begin: loop, ...many },
    { title: 'Parley, listening to all rooms', begin: parley('listening'), ...many },
    { title: 'Parley', begin: parley('joined'), ...one },
    { title: '`ws` in a loop', begin: loop, ...one },
  ].map(each => ({ ...each, all: /** @type {Awaited<ReturnType<typeof round>>[]} */ ([]) }))
  for (let i = 0; i < rounds; i++) {
    for (const { title, begin, rooms, people, all } of cases) {
      const figures = await round({ begin, port, rooms, people, rate, seconds })
      console.error(`many-rooms ${title}, ${rooms}:`, JSON.stringify(figures), 'load', load())
      all.push(figures)
    }
  }
  const rows = cases.map(({ title, rooms, people, all }) => {
    const of = (/** @type {(figures: (typeof all)[number]) => number} */ pick) => median(all.map(pick))
    const perRoom = (/** @type {number} */ kib) => rooms === 1 || Number.isNaN(kib) ? '–' : kib
    return [
      title, whole(rooms), whole(people), whole(rate), whole(of(({ deliveries }) => deliveries)),
      `${(of(({ share }) => share) * 100).toFixed(1)} %`, of(({ p50 }) => p50), of(({ p99 }) => p99),
      of(({ cpuMs }) => cpuMs) / (rate * seconds), whole(of(({ deliveries, cpuMs }) => deliveries / cpuMs * 1000)),
      perRoom(of(({ kib }) => kib)), perRoom(of(({ heapKib }) => heapKib)),
    ]
  })
  const text = `Rooms of ${MEMBERS} users in one process, each user in 100 of them. Every message is sent by a member of its room and
counted where it arrives, at its author too; ${seconds} s. Memory: what being in the rooms adds to open connections. The
loop (\`bench/servers/ws-rooms.mjs\`) knows no users, checks nothing and keeps nothing; Parley's message is on disk. Who
only listens to a room is told of its messages once per second, so that its times are not those of a message.

${table(HEAD, rows)}`
  return { text }
}
