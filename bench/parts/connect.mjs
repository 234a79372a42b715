// @ts-check
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOM, parleyEndpoints } from '../lib/servers.mjs'
import { load } from '../lib/machine.mjs'
import { removeFolder, startServer } from '../lib/server.mjs'
import { median, table, whole } from '../lib/stats.mjs'
import { usageOf } from '../lib/usage.mjs'
import { Crowd } from '../load/crowd.mjs'

const CLIENTS = 10_000

/** Connections before the measured ones, so that the code is compiled. */
const WARM_UP = 300

/** @typedef {{ perSecond: number, cpuMs: number, loadCpuMs: number }} Round */

/**
 * @param {number} port
 * @param {import('../load/wires.mjs').ParleyWire} wire
 * @param {number} count
 * @returns {Promise<Round>}
 */
async function round(port, wire, count) {
  const server = await startServer({ port, probe: false })
  const { listenPath, listenCookie } = await parleyEndpoints(server.url, wire)
  const target = { port, path: listenPath, cookie: listenCookie, room: ROOM, wire, sampleEvery: Infinity }
  const [first, crowd] = [new Crowd(target, WARM_UP), new Crowd(target, count)]
  await first.open()
  await sleep(500)
  const [before, loadBefore] = [usageOf([server.pid]), usageOf(crowd.pids)]
  const ms = await crowd.open()
  const [after, loadAfter] = [usageOf([server.pid]), usageOf(crowd.pids)]
  await Promise.all([first.close(), crowd.close()])
  await server.stop()
  removeFolder(server.dataDir)
  return {
    perSecond: count / ms * 1000,
    cpuMs: (after.cpuMs - before.cpuMs) / count,
    loadCpuMs: (loadAfter.cpuMs - loadBefore.cpuMs) / count,
  }
}

/** @param {import('../run.mjs').Options} options */
export async function connect({ port, rounds, quick, clients: [count = quick ? 1000 : CLIENTS], wires }) {
  const cases = wires(['plain', 'app']).map(wire => ({ wire, all: /** @type {Round[]} */ ([]) }))
  for (let i = 0; i < rounds; i++) {
    for (const { wire, all } of cases) {
      all.push(await round(port, wire, count))
      console.error(`connect ${wire}:`, JSON.stringify(all.at(-1)), 'load', load())
    }
  }
  const rows = cases.map(({ wire, all }) => {
    const of = (/** @type {keyof Round} */ key) => median(all.map(each => each[key]))
    return [
      wire === 'app' ? 'parley.v1, until it has joined the room' : 'plain, until it is upgraded',
      whole(of('perSecond')),
      of('cpuMs'),
      of('loadCpuMs'),
    ]
  })
  const notes = `${whole(count)} connections to one process, 200 at a time.
For each the server checks the Origin, opens the sealed session cookie (\`parley.v1\`) and counts caps.`
  return {
    text: `${notes}\n\n${table(['wire', 'connections per second', 'CPU ms per connection', 'of the load'], rows)}`,
  }
}
