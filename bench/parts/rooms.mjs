// @ts-check
import { gzipSync } from 'node:zlib'
import { connect, cut } from '../lib/client.mjs'
import { fillPeople, fillRooms } from '../lib/fill-rooms.mjs'
import { load } from '../lib/machine.mjs'
import { inParallel } from '../lib/parallel.mjs'
import { listens, reads, say, stage } from '../lib/room-stage.mjs'
import { removeFolder, startServer } from '../lib/server.mjs'
import { median, table, whole } from '../lib/stats.mjs'

/** Tries of which the median is shown. */
const TRIES = 5

const LARGE = 10_000

/**
 * @typedef {import('../lib/server.mjs').Server} Server
 * @typedef {import('../lib/room-stage.mjs').Person} Person
 * @typedef {import('../lib/room-stage.mjs').State} State
 */

/** The whole list as a first visit fetches it after the top. @param {Server} server @param {Person} user */
async function listed(server, { cookie }) {
  /** @type {number[][]} */
  const tries = []
  for (let i = 0; i < TRIES; i++) {
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
    for (let i = 0; i < TRIES; i++) {
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
  // Each of the two can do it once.
  const [mine, theirs] = [await readAll(server, user), await readAll(server, other)]
  rows.push(['all marked as read', mine.map((number, column) => median([number, theirs[column] ?? number]))])
  await server.stop()
  removeFolder(server.dataDir)
  return rows.map(([name, numbers]) => [
    whole(count),
    name,
    ...numbers.map(number => Number.isNaN(number) ? '' : number),
  ])
}

/** @param {Server} server @param {Person} user */
async function readAll(server, { cookie }) {
  await server.reset()
  const began = performance.now()
  const response = await fetch(`${server.url}/api/rooms/read-all`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: '{}',
  })
  const ms = performance.now() - began
  if (!response.ok) throw new Error(`Marking all as read was refused: ${response.status} ${await response.text()}`)
  return [Number.NaN, Number.NaN, ms, reads(await server.report())]
}

/**
 * A private room with very many members: what each of them asks for.
 * @param {number} port
 * @param {number} count
 */
async function largeRoom(port, count) {
  const first = await stage(port, 1, () => [])
  await first.server.stop()
  const { dataDir } = first.server
  const [user = { id: '', cookie: '' }] = first.users
  const [room = ''] = fillRooms(dataDir, [[user.id, ...fillPeople(dataDir, count - 1)]])
  const server = await startServer({ port, dataDir })
  /** @param {string} url */
  const ask = async (url) => {
    const began = performance.now()
    const response = await fetch(url, { headers: { cookie: user.cookie } })
    const text = await response.text()
    if (!response.ok) throw new Error(`${url} was refused: ${response.status} ${text}`)
    return [text.length / 1e3, performance.now() - began]
  }
  const join = async () => {
    const { ws, listen } = await connect(server.url, user.cookie)
    const began = performance.now()
    /** @type {Buffer} */
    const joined = await new Promise((resolve) => {
      listen(frame => void (frame.includes('"joined"') && resolve(frame)))
      ws.send(JSON.stringify({ type: 'join', id: 1, room }))
    })
    const took = performance.now() - began
    await cut([ws])
    return [joined.length / 1e3, took]
  }
  const members = `${server.url}/api/rooms/${room}/members`
  /** @type {Array<readonly [string, number[][]]>} */
  const cases = [['the first join after a start', [await join()]]]
  for (const [name, run] of /** @type {const} */ ([
    ['a join', join],
    ['a page of members', () => ask(members)],
    ['a search among members', () => ask(`${members}?q=member%2077`)],
  ])) {
    const tries = []
    for (let i = 0; i < TRIES; i++) tries.push(await run())
    cases.push([name, tries])
  }
  await server.stop()
  removeFolder(dataDir)
  return cases.map(([name, tries]) => [
    whole(count), name, ...[0, 1].map(column => median(tries.map(row => row[column] ?? 0))),
  ])
}

/** @param {import('../run.mjs').Options} options */
export async function rooms({ port, quick }) {
  const lists = []
  for (const size of quick ? [50, 150] : [500, 2_000]) {
    lists.push(...await oneUser(port, size))
    console.error(`rooms: a user of ${size}`, 'load', load())
  }
  const large = await largeRoom(port, quick ? 500 : LARGE)
  const text = `A user of many rooms connects; the median of five. Reads are calls to the thread of the database that reads.

${table(['rooms', 'what', 'kB', 'kB, if compressed', 'ms', 'reads'], lists)}

One private room with very many members; the median of five.

${table(['members', 'what', 'kB', 'ms'], large)}`
  return { text }
}
