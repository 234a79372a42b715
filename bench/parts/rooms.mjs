// @ts-check
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { connect, cut, get } from '../lib/client.mjs'
import { fillRooms } from '../lib/fill-rooms.mjs'
import { load } from '../lib/machine.mjs'
import { inParallel } from '../lib/parallel.mjs'
import { removeFolder, startServer } from '../lib/server.mjs'
import { median, percentile, table, whole } from '../lib/stats.mjs'

/** Rooms that the app's client joins; it listens to the others. */
const JOINED = 20
/** Rooms in one `listen`. */
const LISTEN = 400
const HANDSHAKES_AT_ONCE = 100
const DEADLINE_MS = 120_000

/**
 * @typedef {import('../lib/server.mjs').Server} Server
 * @typedef {{ id: string, cookie: string }} Person
 * @typedef {{ id: string, epoch: string, lastSeq: number, pinned?: boolean }} State
 */

/**
 * Users with a row.
 * @param {string} url
 * @param {number} count
 * @returns {Promise<Person[]>}
 */
async function people(url, count) {
  /** @type {Person[]} */
  const made = []
  await inParallel(Array.from({ length: count }, (_, index) => index), 16, async () => {
    const visit = await get(`${url}/api/session`)
    const response = await fetch(`${url}/api/rooms/channel_1/mine`, {
      method: 'PATCH',
      headers: { 'cookie': visit.cookie, 'content-type': 'application/json' },
      body: '{"favourite":false}',
    })
    if (response.status !== 200)
      throw new Error(`A user could not be stored: ${response.status} ${await response.text()}`)
    const [set = ''] = response.headers.getSetCookie()
    made.push({ id: JSON.parse(visit.body).user.id, cookie: set.split(';', 1)[0] ?? '' })
  })
  return made
}

/**
 * Starts an app with so many users, and the rooms that `roomsOf` gives them.
 * @param {number} port
 * @param {number} count
 * @param {(people: readonly Person[]) => string[][]} roomsOf
 */
async function stage(port, count, roomsOf) {
  const first = await startServer({ port })
  const users = await people(first.url, count)
  await first.stop()
  const ids = fillRooms(first.dataDir, roomsOf(users))
  return { server: await startServer({ port, dataDir: first.dataDir }), users, ids }
}

/** @param {readonly State[]} states @param {(state: State) => number | null} head */
const listens = (states, head) =>
  Array.from({ length: Math.ceil(states.length / LISTEN) }, (_, part) =>
    JSON.stringify({
      type: 'listen',
      rooms: Object.fromEntries(
        states.slice(part * LISTEN, (part + 1) * LISTEN).map(state => [state.id, head(state)]),
      ),
    }),
  )

/** @param {Server} server @param {string} room @param {string} cookie */
async function say(server, room, cookie) {
  const body = new URLSearchParams({ data: 'An ordinary message', channel: room })
  const response = await fetch(`${server.url}/send/`, { method: 'POST', body, headers: { cookie } })
  if (!response.ok) throw new Error(`A message was refused: ${response.status}`)
}

/** The whole list as a first visit fetches it after the top. @param {Server} server @param {Person} user */
async function listed(server, { cookie }) {
  /** @type {number[][]} */
  const tries = []
  for (let i = 0; i < 5; i++) {
    await server.reset()
    const began = performance.now()
    const response = await fetch(`${server.url}/api/list`, { headers: { cookie } })
    const text = await response.text()
    const ms = performance.now() - began
    if (!response.ok) throw new Error(`The list was refused: ${response.status} ${text}`)
    tries.push([
      text.length / 1e3,
      Number(response.headers.get('content-length')) / 1e3,
      ms,
      reads(await server.report()),
    ])
  }
  return (tries[0] ?? []).map((_, column) => median(tries.map(row => row[column] ?? 0)))
}

const reads = (/** @type {import('../lib/server.mjs').Report} */ { calls }) =>
  Object.entries(calls).reduce((sum, [name, count]) => name.startsWith('read') ? sum + count : sum, 0)

/**
 * One user of many rooms: what `hello` costs as the list is known or not, and what listening to all rooms costs.
 * @param {number} port
 * @param {number} count
 */
async function oneUser(port, count) {
  const { server, users: [user = { id: '', cookie: '' }, other = user], ids } = await stage(port, 2, ([ada, bob]) => (
    Array.from({ length: count }, () => [ada?.id ?? '', bob?.id ?? ''])
  ))
  /** @param {string} query */
  const greet = async (query) => {
    await server.reset()
    const began = performance.now()
    const { ws, hello, listen } = await connect(server.url, user.cookie, query)
    const ms = performance.now() - began
    const report = await server.report()
    const [event] = JSON.parse(hello.toString())
    return { ws, listen, event, row: [hello.length / 1e3, gzipSync(hello).length / 1e3, ms, reads(report)] }
  }
  /** @type {Array<readonly [string, readonly number[]]>} */
  const rows = []
  const measure = async (/** @type {string} */ name, /** @type {string} */ query) => {
    /** @type {Awaited<ReturnType<typeof greet>>[]} */
    const tries = []
    for (let i = 0; i < 5; i++) {
      const tried = await greet(query)
      tries.push(tried)
      await cut([tried.ws])
    }
    const [first] = tries
    rows.push([name, (first?.row ?? []).map((_, column) => median(tries.map(({ row }) => row[column] ?? 0)))])
    return first?.event
  }
  await greet('').then(({ ws }) => cut([ws])) // What is read once per process is in memory.
  await measure('no list is kept (older clients)', '')
  await measure('the top of the list, first visit', '?feed=none')
  rows.push(['the whole list over HTTP', await listed(server, user)])
  const { feed, rooms: states } = await measure('the whole list with hello', '?feed=')
  await measure('nothing changed', `?feed=${feed}`)
  await inParallel(ids.slice(0, 10), 4, async (id) => {
    await fetch(`${server.url}/api/rooms/${id}/mine`, {
      method: 'PATCH',
      headers: { 'cookie': user.cookie, 'content-type': 'application/json' },
      body: '{"notify":"nothing"}',
    })
  })
  await measure('10 rooms changed', `?feed=${feed}`)
  for (const id of ids.slice(-10)) await say(server, id, other.cookie)
  const own = states.filter((/** @type {State} */ { pinned }) => !pinned)
  for (const [name, last] of /** @type {const} */ ([
    ['listen to all, 10 have news', (/** @type {State} */ { lastSeq }) => lastSeq],
    ['listen to all, nothing is known', () => null],
  ])) {
    const { ws, listen } = await greet(`?feed=${feed}`)
    const wanted = name.includes('10') ? 10 : own.length
    await server.reset()
    const began = performance.now()
    let [bytes, told] = [0, 0]
    await new Promise((resolve) => {
      listen((frame) => {
        bytes += frame.length
        told += frame.toString().split('"room":').length - 1
        if (told >= wanted) resolve(null)
      })
      for (const frame of listens(own, last)) ws.send(frame)
    })
    rows.push([name, [bytes / 1e3, Number.NaN, performance.now() - began, reads(await server.report())]])
    await cut([ws])
  }
  await server.stop()
  removeFolder(server.dataDir)
  return rows.map(([name, numbers]) => [
    whole(count),
    name,
    ...numbers.map(number => Number.isNaN(number) ? '' : number),
  ])
}

/**
 * Many users lose their connections at once, while messages are written in some rooms.
 * @param {number} port
 * @param {number} count
 * @param {number} roomsEach
 */
async function allAtOnce(port, count, roomsEach) {
  const { server, users, ids } = await stage(port, count, (everybody) => {
    const rooms = Array.from({ length: count * roomsEach / 10 }, () => /** @type {string[]} */ ([]))
    everybody.forEach(({ id }, person) => {
      for (let i = 0; i < roomsEach; i++)
        rooms[(person * 7 + i * Math.floor(rooms.length / roomsEach)) % rooms.length]?.push(id)
    })
    return rooms
  })
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
  await cut(sockets)
  await server.stop()
  removeFolder(server.dataDir)
  return {
    count,
    rooms: ids.length,
    allS: percentile(times, 100) / 1e3,
    reads: reads(report),
    cores: report.cores,
    memory: memory.rss,
  }
}

/**
 * Many small rooms in one process: what a room costs, and how many updates a second of the processor brings.
 * @param {number} port
 * @param {number} count
 */
async function manyRooms(port, count) {
  const [members, roomsEach] = [10, 100]
  const peopleCount = count * members / roomsEach
  const { server, users, ids } = await stage(port, peopleCount, everybody =>
    Array.from({ length: count }, (_, room) =>
      Array.from({ length: members }, (_, i) => everybody[(room + i * 97) % peopleCount]?.id ?? ''),
    ),
  )
  /** @type {import('ws').WebSocket[]} */
  const sockets = []
  let updates = 0
  /** @type {Array<() => void>} */
  const begin = []
  await inParallel(users, HANDSHAKES_AT_ONCE, async ({ cookie }) => {
    const { ws, hello, listen } = await connect(server.url, cookie, '?feed=')
    const [{ rooms: states }] = JSON.parse(hello.toString())
    listen((frame) => {
      updates += frame.toString().split('"from":').length - 1
    })
    begin.push(() => listens(states, ({ lastSeq }) => lastSeq).forEach(frame => ws.send(frame)))
    sockets.push(ws)
  })
  await sleep(2_000)
  const before = await server.memory()
  begin.forEach(listen => listen())
  await sleep(5_000)
  const after = await server.memory()
  const { ws: speaker, listen } = await connect(server.url, users[0]?.cookie ?? '')
  const mine = ids.filter((_, room) =>
    Array.from({ length: members }, (_, i) => (room + i * 97) % peopleCount).includes(0),
  )
  let acks = 0
  listen((frame) => {
    acks += frame.toString().split('"type":"ack"').length - 1
  })
  await server.reset()
  const began = performance.now()
  const messages = 2_000
  for (let i = 0; i < messages; i++) {
    speaker.send(
      JSON.stringify({ type: 'send', room: mine[i % mine.length], clientId: `b${i}`, text: 'An ordinary message' }),
    )
    if (i % 50 === 49) await sleep(10)
  }
  while (acks < messages && performance.now() - began < DEADLINE_MS) await sleep(20)
  await sleep(1_500)
  const report = await server.report()
  const seconds = (performance.now() - began) / 1e3
  await cut([...sockets, speaker])
  await server.stop()
  removeFolder(server.dataDir)
  return {
    rooms: ids.length,
    kib: (after.rss - before.rss) / 1024 / ids.length,
    heapKib: (after.heapUsed - before.heapUsed) / 1024 / ids.length,
    messages,
    updates,
    cpuS: report.cores * seconds,
    perCpuS: (messages * (members - 1)) / (report.cores * seconds),
  }
}

/** @param {import('../run.mjs').Options} options */
export async function rooms({ port, quick, clients: [count = quick ? 40 : 5_000] }) {
  const lists = []
  for (const size of quick ? [50, 150] : [500, 2_000]) {
    lists.push(...await oneUser(port, size))
    console.error(`rooms: a user of ${size}`, 'load', load())
  }
  const drop = await allAtOnce(port, count, 50)
  console.error('rooms: all at once', JSON.stringify(drop), 'load', load())
  const many = await manyRooms(port, quick ? 400 : 10_000)
  console.error('rooms: many', JSON.stringify(many), 'load', load())
  const text = `A user of many rooms connects; the median of five. Reads are calls to the thread of the database that reads.

${table(['rooms', 'what', 'kB', 'kB, if compressed', 'ms', 'reads'], lists)}

${whole(drop.count)} users of 50 rooms each (${whole(drop.rooms)} rooms of 10) lose their connections at once, with a message in
100 rooms meanwhile. Each says which list it has, joins 20 rooms from its position and listens to 30. The load runs on
the same cores.

${table(['users', 'all caught up, s', 'reads', 'reads per user', 'cores', 'RSS, MB'], [[whole(drop.count), drop.allS, whole(drop.reads), drop.reads / drop.count, drop.cores, drop.memory / 1e6]])}

${whole(many.rooms)} rooms of 10 users in one process, each user listening to 100 of them; ${whole(many.messages)} messages
by one of them. A delivery is a message that one user is told of; those of a second come together.

${table(['rooms', 'RSS, KiB per room', 'heap, KiB per room', 'updates', 'processor, s', 'deliveries per processor second'], [[whole(many.rooms), many.kib, many.heapKib, whole(many.updates), many.cpuS, whole(many.perCpuS)]])}`
  return { text }
}
