// @ts-check
import { connect, cut, get, visitors } from '../lib/client.mjs'
import { fillRoom } from '../lib/fill.mjs'
import { load } from '../lib/machine.mjs'
import { dataFolder, removeFolder, startServer } from '../lib/server.mjs'
import { median, table } from '../lib/stats.mjs'

const ROOM = 'channel_1'
const PAGES = 20
const BEHIND = 500

/** Repetitions of each step in a process, after its first time. */
const REPEATS = 20

/**
 * @typedef {'open' | 'scroll' | 'resume'} Step
 * @typedef {{ dataDir: string, port: number, size: number }} Side
 * @typedef {{ cold: Record<Step, number>, warm: Record<Step, number[]> }} Times
 */

/** @type {readonly Step[]} */
const STEPS = ['open', 'scroll', 'resume']

/**
 * Joins on a new connection, and measures only the join.
 * @param {string} url
 * @param {string} cookie
 * @param {(room: { epoch: string, lastSeq: number }) => { epoch: string, seq: number } | undefined} positionOf
 * @param {(events: Array<{ type: string, seq?: number, head?: number, page?: Array<{ seq: number }> }>, head: number)
 *   => boolean} isDone
 */
async function timeJoin(url, cookie, positionOf, isDone) {
  const { ws, hello, listen } = await connect(url, cookie)
  const [{ rooms }] = JSON.parse(hello.toString())
  const room = rooms.find((/** @type {{ id: string }} */ { id }) => id === ROOM)
  /** @type {Promise<number>} */
  const done = new Promise((resolve) => {
    listen((frame) => {
      const now = performance.now()
      if (isDone(JSON.parse(frame.toString()), room.lastSeq)) resolve(now)
    })
  })
  const began = performance.now()
  ws.send(JSON.stringify({ type: 'join', id: 1, room: ROOM, position: positionOf(room) }))
  const ms = await done - began
  await cut([ws])
  return ms
}

/** @param {string} url @param {string} cookie */
function open(url, cookie) {
  return timeJoin(url, cookie, () => undefined, ([joined]) => joined?.type === 'joined' && joined.page?.length === 50)
}

/** @param {string} url @param {string} cookie */
function resume(url, cookie) {
  return timeJoin(
    url,
    cookie,
    ({ epoch, lastSeq }) => ({ epoch, seq: lastSeq - BEHIND }),
    (events, head) => events.at(-1)?.seq === head,
  )
}

/**
 * Reads twenty pages upwards, one after the other.
 * @param {string} url
 * @param {string} cookie
 * @param {number} size
 */
async function scroll(url, cookie, size) {
  const began = performance.now()
  let before = size + 1
  for (let page = 0; page < PAGES; page++) {
    const { body } = await get(`${url}/api/rooms/${ROOM}/messages?before=${before}`, cookie)
    const { messages } = JSON.parse(body)
    if (messages.length !== 50 || messages.at(-1).seq !== before - 1)
      throw new Error(`Page ${page} of the room of ${size} does not end before ${before}.`)
    before = messages[0].seq
  }
  return performance.now() - began
}

/**
 * Runs each step on both rooms alternately, so that other load on the machine meets both.
 * @param {readonly Side[]} sides
 * @param {number} repeats
 * @returns {Promise<Times[]>}
 */
async function round(sides, repeats) {
  const steps = { open, scroll, resume }
  /** @type {Times[]} */
  const times = sides.map(() => ({
    cold: { open: 0, scroll: 0, resume: 0 },
    warm: { open: [], scroll: [], resume: [] },
  }))
  for (const step of STEPS) {
    const servers = await Promise.all(sides.map(({ port, dataDir }) => startServer({ port, dataDir })))
    const cookies = (await Promise.all(servers.map(({ url }) => visitors(url, 1)))).flat()
    for (let i = 0; i <= repeats; i++) {
      for (const [side, server] of servers.entries()) {
        const { size = 0 } = sides[side] ?? {}
        const ms = await steps[step](server.url, cookies[side] ?? '', size)
        const of = times[side]
        if (!of) continue
        if (i === 0) of.cold[step] = ms
        else of.warm[step].push(ms)
      }
    }
    await Promise.all(servers.map(server => server.stop()))
  }
  return times
}

/** @param {Side} side */
async function prepare({ dataDir, port, size }) {
  const server = await startServer({ port, dataDir }) // It makes its tables and rooms.
  await server.stop()
  const began = performance.now()
  fillRoom(dataDir, ROOM, size)
  console.error(`filled ${size} messages in ${((performance.now() - began) / 1000).toFixed(1)} s`)
}

/** @param {import('../run.mjs').Options} options */
export async function growth({ port, rounds, quick }) {
  const sizes = quick ? [1000, 20_000] : [1000, 1_000_000]
  const sides = sizes.map((size, i) => ({ size, port: port + i, dataDir: dataFolder() }))
  for (const side of sides) await prepare(side)

  /** @type {Times[][]} */
  const all = []
  for (let i = 0; i < rounds * 3; i++) {
    all.push(await round(sides, quick ? 3 : REPEATS))
    console.error(`growth round ${i + 1}:`, JSON.stringify(all.at(-1)?.map(({ cold }) => cold)), 'load', load())
  }
  const words = {
    open: 'open: join without a position',
    scroll: `scroll back ${PAGES} pages`,
    resume: `resume from ${BEHIND} behind`,
  }
  const rows = STEPS.flatMap((step) => {
    const cold = sides.map((_, side) => median(all.map(times => times[side]?.cold[step] ?? Number.NaN)))
    const warm = sides.map((_, side) => median(all.flatMap(times => times[side]?.warm[step] ?? [])))
    const row = (
      /** @type {string} */ when,
      /** @type {readonly number[]} */ [small = Number.NaN, big = Number.NaN],
    ) => [words[step], when, small, big, big / small]
    return [row('first after the start', cold), row('afterwards', warm)]
  })
  console.log(table(['step', 'when', ...sizes.map(size => `room of ${size.toLocaleString('en')}, ms`), 'ratio'], rows))
  for (const { dataDir } of sides) removeFolder(dataDir)
}
