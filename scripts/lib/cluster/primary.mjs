// @ts-check
import cluster from 'node:cluster'
import { fileURLToPath } from 'node:url'
import process from 'node:process'
import { relayMetrics } from './metrics-relay.mjs'
import { Restarts } from './restarts.mjs'
import { relayPermits } from './permits.mjs'
import { StderrFilter } from './stderr-filter.mjs'

/** @typedef {import('node:cluster').Worker} Worker */

/**
 * `url`: where the worker listens. `started`: its log and bus are open. It is ready when it has both.
 * @typedef {{ url: string, started: boolean, readyAt: number | null, readonly stderr: StderrFilter }} State
 */

const WORKER = fileURLToPath(new URL('../../cluster-worker.mjs', import.meta.url))

/**
 * A worker stops within 2 s (server/platform/process/stop.ts), or a little later. One whose event loop hangs does not.
 */
const STOP_MAX_MS = 4_000

/** npm forwards Ctrl-C, which the terminal has already sent: a signal that follows this soon is the same one. */
const SAME_SIGNAL_MS = 1_000

/**
 * The primary process: it accepts connections, hands them to the workers round robin, and starts, restarts and stops
 * the workers. It serves nothing itself.
 *
 * The first worker starts alone. It migrates the tables and checks the configuration, so that an error is printed once.
 */
export class Primary {
  /** @type {Map<Worker, State>} */
  #workers = new Map()
  #restarts = new Restarts()
  /** @type {Set<NodeJS.Timeout>} */
  #planned = new Set()
  #announced = false
  /** When the stop began, and its exit code. @type {{ readonly since: number, code: number } | null} */
  #end = null

  /** @param {number} count workers to keep running */
  constructor(count) {
    this.count = count
  }

  start() {
    // Round robin: the kernel would wake the same few processes again and again.
    cluster.schedulingPolicy = cluster.SCHED_RR
    cluster.setupPrimary({ exec: WORKER, stdio: ['ignore', 'inherit', 'pipe', 'ipc'] })
    for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT'])) process.on(signal, () => this.#signalled())
    relayMetrics(cluster)
    relayPermits(cluster, this.count)
    this.#fork()
  }

  #fork() {
    const worker = cluster.fork()
    const stderr = new StderrFilter(worker.process.stderr, process.stderr)
    if (!this.#restarts.everReady) stderr.release()
    /** @type {State} */
    const state = { url: '', started: false, readyAt: null, stderr }
    this.#workers.set(worker, state)
    worker.on('message', (/** @type {unknown} */ message) => {
      if (message === 'ready') state.started = true
      else if (typeof message === 'object' && message !== null && 'url' in message) state.url = String(message.url)
      if (state.started && state.url !== '' && state.readyAt === null) this.#ready(state)
    })
    worker.on('error', () => {}) // It could not be started or sent a message: `exit` follows.
    // `close`, not `exit`: only then all of its output has been read.
    worker.process.once('close', (code, signal) => this.#exited(worker, code, signal))
  }

  #serving() {
    return [...this.#workers.values()].filter(({ readyAt }) => readyAt !== null).length
  }

  /** @param {State} state */
  #ready(state) {
    state.readyAt = performance.now()
    state.stderr.release()
    this.#restarts.ready()
    if (this.#end || this.#announced) return
    const serving = this.#serving()
    if (serving === 1) for (let more = this.#workers.size + this.#planned.size; more < this.count; more++) this.#fork()
    if (serving < this.count) return
    this.#announced = true
    console.log(`Parley is ready: ${state.url} (${this.count} ${this.count === 1 ? 'worker' : 'workers'})`)
  }

  /**
   * @param {Worker} worker
   * @param {number | null} code
   * @param {string | null} signal
   */
  #exited(worker, code, signal) {
    const state = this.#workers.get(worker)
    this.#workers.delete(worker)
    if (this.#end) {
      if (code !== 0) this.#end.code = 1
      return this.#endIfDrained()
    }
    const readyAt = state?.readyAt ?? null
    const decision = this.#restarts.died(readyAt === null ? null : performance.now() - readyAt, this.#serving())
    const how = signal ? `was ended by ${signal}` : `ended with code ${code}`
    if (!decision.fork) {
      const failed
        = this.#workers.size === 0 ? 'The server could not start' : 'Workers no longer start, so all are stopped'
      console.error(`${failed}: see above.`)
      return this.#stop(1)
    }
    console.error(`Worker ${worker.process.pid} ${how}. Another one is started in ${decision.afterMs} ms.`)
    const timer = setTimeout(() => {
      this.#planned.delete(timer)
      this.#fork()
    }, decision.afterMs)
    this.#planned.add(timer)
  }

  #signalled() {
    if (!this.#end) return this.#stop(0)
    if (performance.now() - this.#end.since > SAME_SIGNAL_MS) this.#endHard('Second signal: killing the workers.')
  }

  /** @param {number} code exit code of a clean stop */
  #stop(code) {
    this.#end = { since: performance.now(), code }
    for (const timer of this.#planned) clearTimeout(timer)
    for (const worker of this.#workers.keys()) worker.process.kill('SIGTERM')
    setTimeout(() => this.#endHard('The workers did not end in time: killing them.'), STOP_MAX_MS)
    this.#endIfDrained()
  }

  #endIfDrained() {
    if (this.#end && this.#workers.size === 0) process.exit(this.#end.code)
  }

  /** @param {string} why */
  #endHard(why) {
    console.error(why)
    for (const worker of this.#workers.keys()) worker.process.kill('SIGKILL')
    process.exit(1)
  }
}
