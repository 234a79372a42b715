// @ts-check
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { Crowd } from '../load/crowd.mjs'
import { Senders } from '../load/senders.mjs'
import { WIRES } from '../load/wires.mjs'
import { ROOM } from './servers.mjs'
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
 * @typedef {object} MeasuredRunOptions
 * @property {import('./servers.mjs').ComparedServer} compared
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
export class MeasuredRun {
  /**
   * @param {MeasuredRunOptions} options
   * @param {import('./servers.mjs').Started} server
   */
  constructor(options, server) {
    const { compared, port, clients, senders, sampleEvery } = options
    this.server = server
    this.clients = clients
    const { listenPath: path, listenCookie: cookie } = server
    this.crowd = new Crowd({ port, path, cookie, room: ROOM, wire: compared.wire, sampleEvery }, clients)
    this.senders = new Senders({
      port,
      path: server.sendPath,
      cookies: server.sendCookies,
      wire: compared.sendWire && WIRES[compared.sendWire],
      encode: compared.encode,
      count: senders,
    })
    this.openMs = Number.NaN
    this.kibPerConnection = Number.NaN
  }

  /** @param {MeasuredRunOptions} options */
  static async open(options) {
    const run = new MeasuredRun(options, await options.compared.start(options.port, options.redis))
    const empty = run.rssKb()
    run.openMs = await run.crowd.open()
    await sleep(SETTLE_MS)
    run.kibPerConnection = (run.rssKb() - empty) / options.clients
    // After the crowd, since servers close connections that are silent for long.
    await run.senders.open()
    const { sent } = await run.senders.run(Math.min(options.rate, WARM_UP.rateMax), WARM_UP.seconds)
    await run.crowd.waitFor(sent, WARM_UP_TIMEOUT_MS)
    await run.crowd.reset()
    return run
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
