// @ts-check
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOM, parleyEndpoints } from '../lib/servers.mjs'
import { load } from '../lib/machine.mjs'
import { removeFolder, startServer } from '../lib/server.mjs'
import { median, table, whole } from '../lib/stats.mjs'
import { Crowd } from '../load/crowd.mjs'
import { WIRES } from '../load/wires.mjs'

const CLIENTS = 10_000

/** Connections opened and closed before, so that one-time memory of connecting is not counted. */
const WARM_UP = 1000

/** Lets the server finish work left from connecting, such as presence. */
const SETTLE_MS = 3000

/** @typedef {{ rss: number, heap: number, external: number }} Round KiB per connection */

/**
 * @param {number} port
 * @param {import('../load/wires.mjs').ParleyWire} wire
 * @param {number} count
 * @returns {Promise<Round>}
 */
async function round(port, wire, count) {
  const server = await startServer({ port })
  const { listenPath, listenCookie } = await parleyEndpoints(server.url, wire)
  const target = { port, path: listenPath, cookie: listenCookie, room: ROOM, wire, sampleEvery: Infinity }
  const first = new Crowd(target, WARM_UP)
  await first.open()
  await first.close()
  await sleep(SETTLE_MS)
  const empty = await server.memory()
  const crowd = new Crowd(target, count)
  await crowd.open()
  await sleep(SETTLE_MS)
  const full = await server.memory()
  await crowd.close()
  await server.stop()
  removeFolder(server.dataDir)
  const kib = (/** @type {'rss' | 'heapUsed' | 'external'} */ key) => (full[key] - empty[key]) / 1024 / count
  return { rss: kib('rss'), heap: kib('heapUsed'), external: kib('external') }
}

/** @param {import('../run.mjs').Options} options */
export async function memory({ port, rounds, quick, clients: [count = quick ? 2000 : CLIENTS], wires }) {
  const cases = wires(['app', 'plain']).map(wire => ({ wire, all: /** @type {Round[]} */ ([]) }))
  for (let i = 0; i < rounds; i++) {
    for (const { wire, all } of cases) {
      all.push(await round(port, wire, count))
      console.error(`memory ${wire}:`, JSON.stringify(all.at(-1)), 'load', load())
    }
  }
  const rows = cases.map(({ wire, all }) => {
    const of = (/** @type {keyof Round} */ key) => median(all.map(each => each[key]))
    return [WIRES[wire].title, of('rss'), of('heap'), of('external')]
  })
  const notes = `${whole(count)} idle connections in the room, after the garbage collector ran.
The memory of the same process before them, after ${whole(WARM_UP)} others had come and gone, is subtracted.
The kernel's memory for sockets is not included. RSS is what the process got from the system; the others are in use.`
  return {
    text: `${notes}\n\n${table(['wire', 'RSS, KiB per connection', 'heap, KiB per connection', 'outside the heap (buffers), KiB per connection'], rows)}`,
  }
}
