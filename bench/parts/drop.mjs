// @ts-check
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { SERVER_ENTRY } from '../../scripts/lib/paths.mjs'
import { connect, cut } from '../lib/client.mjs'
import { entryOf } from '../lib/entry-of.mjs'
import { load } from '../lib/machine.mjs'
import { inParallel } from '../lib/parallel.mjs'
import { listens, reads, say, stage } from '../lib/room-stage.mjs'
import { removeFolder } from '../lib/server.mjs'
import { median, percentile, table, whole } from '../lib/stats.mjs'

/** Rooms that the app's client joins; it listens to the others. */
const JOINED = 20
const ROOMS_EACH = 50
const HANDSHAKES_AT_ONCE = 100
const DEADLINE_MS = 120_000

/**
 * @typedef {import('../lib/room-stage.mjs').Person} Person
 * @typedef {import('../lib/room-stage.mjs').State} State
 */

/**
 * Many users lose their connections at once, while messages are written in some rooms.
 * @param {number} port
 * @param {number} count
 * @param {number} roomsEach
 * @param {string} entry
 */
async function allAtOnce(port, count, roomsEach, entry) {
  const { server, users, ids } = await stage(port, count, (everybody) => {
    const rooms = Array.from({ length: count * roomsEach / 10 }, () => /** @type {string[]} */ ([]))
    everybody.forEach(({ id }, person) => {
      for (let i = 0; i < roomsEach; i++)
        rooms[(person * 7 + i * Math.floor(rooms.length / roomsEach)) % rooms.length]?.push(id)
    })
    return rooms
  }, entry)
  const known = new Map()
  /** @param {Person} user @returns {Promise<import('ws').WebSocket>} */
  const enter = async ({ id, cookie }) => {
    const before = known.get(id)
    const { ws, hello, listen } = await connect(server.url, cookie, `?feed=${before?.feed ?? ''}`)
    const [{ feed, rooms: states }] = JSON.parse(hello.toString())
    const own = before?.own ?? states.filter((/** @type {State} */ { pinned }) => !pinned)
    known.set(id, { feed, own })
    await new Promise((resolve) => {
      let left = Math.min(JOINED, own.length)
      listen((frame) => {
        left -= frame.toString().split('"type":"joined"').length - 1
        if (left <= 0) resolve(null)
      })
      own
        .slice(0, JOINED)
        .forEach((/** @type {State} */ state, /** @type {number} */ number) =>
          ws.send(
            JSON.stringify({
              type: 'join',
              id: number + 1,
              room: state.id,
              position: { epoch: state.epoch, seq: state.lastSeq },
            }),
          ),
        )
      for (const frame of listens(own.slice(JOINED), ({ lastSeq }) => lastSeq)) ws.send(frame)
    })
    return ws
  }
  /** @type {import('ws').WebSocket[]} */
  let sockets = []
  await inParallel(users, HANDSHAKES_AT_ONCE, async user => void sockets.push(await enter(user)))
  await sleep(3_000)
  const memory = await server.memory()
  await cut(sockets)
  sockets = []
  await inParallel(ids.slice(0, 100), 8, id => say(server, id, users[0]?.cookie ?? '').catch(() => {}))
  await sleep(500)
  await server.reset()
  const own = process.cpuUsage()
  const began = performance.now()
  /** @type {number[]} */
  const times = []
  const done = inParallel(users, HANDSHAKES_AT_ONCE, async (user) => {
    sockets.push(await enter(user))
    times.push(performance.now() - began)
  })
  await Promise.race([done, sleep(DEADLINE_MS, null, { ref: false })])
  if (times.length < count) throw new Error(`Only ${times.length} users were caught up within ${DEADLINE_MS} ms.`)
  const report = await server.report()
  const { user, system } = process.cpuUsage(own)
  await cut(sockets)
  await server.stop()
  removeFolder(server.dataDir)
  return {
    count,
    rooms: ids.length,
    allS: percentile(times, 100) / 1e3,
    reads: reads(report),
    cpuMs: report.cores * percentile(times, 100) / count,
    loadCpuMs: (user + system) / 1e3 / count,
    calls: report.calls,
    cores: report.cores,
    memory: memory.rss,
  }
}

const HEAD = [
  'build', 'users', 'all caught up, s', 'reads', 'reads per user', 'server, CPU ms per user', 'server, cores',
  'load, CPU ms per user', 'RSS, MB',
]

/** @typedef {Awaited<ReturnType<typeof allAtOnce>>} Figures */

/** @param {import('../run.mjs').Options} options */
export async function drop({ port, rounds, quick, against, clients: [count = quick ? 200 : 5_000] }) {
  const builds = [
    { title: 'this', entry: SERVER_ENTRY, all: /** @type {Figures[]} */ ([]) },
    ...against ? [{ title: against, entry: entryOf(against), all: /** @type {Figures[]} */ ([]) }] : [],
  ]
  for (let i = 0; i < rounds; i++) {
    for (const { title, entry, all } of builds) {
      const figures = await allAtOnce(port, count, ROOMS_EACH, entry)
      console.error(`drop, ${title}:`, JSON.stringify(figures), 'load', load())
      all.push(figures)
    }
  }
  const rows = builds.map(({ title, all }) => {
    const of = (/** @type {(figures: Figures) => number} */ pick) => median(all.map(pick))
    return [
      title, whole(count), of(({ allS }) => allS), whole(of(({ reads }) => reads)), of(({ reads }) => reads / count),
      of(({ cpuMs }) => cpuMs), of(({ cores }) => cores), of(({ loadCpuMs }) => loadCpuMs),
      of(({ memory }) => memory / 1e6),
    ]
  })
  const text = `${whole(count)} users of ${ROOMS_EACH} rooms each (${whole(count * ROOMS_EACH / 10)} rooms of 10) lose their connections at once, with
a message in 100 rooms meanwhile. Each says which list it has, joins ${JOINED} rooms from its position and listens to the
others. The load runs on the same cores. CPU: all threads, until all were caught up.

${table(HEAD, rows)}`
  return { text }
}
