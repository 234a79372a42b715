// @ts-check
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { Crowd } from '../load/crowd.mjs'
import { Senders } from '../load/senders.mjs'
import { WIRES } from '../load/wires.mjs'
import { ROOM } from './contestants.mjs'
import { usageOf } from './usage.mjs'

/**
 * Warm-up, so that the measured code is compiled: at 50 messages per second, V8's compiler took a fifth of three
 * seconds.
 */
const WARM_UP = { rateMax: 200, seconds: 6 }
const WARM_UP_TIMEOUT_MS = 60_000

/** Lets the server finish work left from connecting. */
const SETTLE_MS = 1000

/**
 * @typedef {object} ArenaOptions
 * @property {import('./contestants.mjs').Contestant} contestant
 * @property {number} port
 * @property {import('./stores.mjs').Store} redis
 * @property {number} clients
 * @property {number} senders connections that send
 * @property {number} rate messages per second
 * @property {number} sampleEvery one client in this many reads everything
 *
 * @typedef {{ server: number, aside: number, load: number }} CpuSeconds
 */

/** One server with its clients and senders, warmed up. */
export class Arena {
  /**
   * @param {ArenaOptions} options
   * @param {import('./contestants.mjs').Started} server
   */
  constructor(options, server) {
    const { contestant, port, clients, senders, sampleEvery } = options
    this.server = server
    this.clients = clients
    const { listenPath: path, listenCookie: cookie } = server
    this.crowd = new Crowd({ port, path, cookie, room: ROOM, wire: contestant.wire, sampleEvery }, clients)
    this.senders = new Senders({
      port,
      path: server.sendPath,
      cookies: server.sendCookies,
      wire: contestant.sendWire && WIRES[contestant.sendWire],
      encode: contestant.encode,
      count: senders,
    })
    this.openMs = Number.NaN
    this.kibPerConnection = Number.NaN
  }

  /** @param {ArenaOptions} options */
  static async open(options) {
    const arena = new Arena(options, await options.contestant.start(options.port, options.redis))
    const empty = arena.rssKb()
    arena.openMs = await arena.crowd.open()
    await sleep(SETTLE_MS)
    arena.kibPerConnection = (arena.rssKb() - empty) / options.clients
    // After the crowd, since servers close connections that are silent for long.
    await arena.senders.open()
    const { sent } = await arena.senders.run(Math.min(options.rate, WARM_UP.rateMax), WARM_UP.seconds)
    await arena.crowd.waitFor(sent, WARM_UP_TIMEOUT_MS)
    await arena.crowd.reset()
    return arena
  }

  rssKb() {
    return usageOf([this.server.pid]).rssKb
  }

  /** @returns {CpuSeconds} so far; `load` includes this process, which sends */
  cpu() {
    const own = process.cpuUsage()
    const of = (/** @type {readonly number[]} */ pids) => usageOf(pids).cpuMs / 1000
    const load = of(this.crowd.pids) + (own.user + own.system) / 1e6
    return { server: of([this.server.pid]), aside: of(this.server.aside), load }
  }

  async close() {
    this.senders.close()
    await this.crowd.close()
    await this.server.stop()
  }
}
