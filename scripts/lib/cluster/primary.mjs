// @ts-check
import cluster from 'node:cluster'
import { fileURLToPath } from 'node:url'
import process from 'node:process'
import { relayMetrics } from './metrics-relay.mjs'
import { Restarts } from './restarts.mjs'
import { relayTurns } from './turn-permits.mjs'
import { Voice } from './voice.mjs'

/** @typedef {import('node:cluster').Worker} Worker */

/**
 * `url`: where it listens; `started`: its log and bus do. It is ready when both are.
 * @typedef {{ url: string, started: boolean, readyAt: number | null, readonly voice: Voice }} State
 */

const WORKER = fileURLToPath(new URL('../../cluster-worker.mjs', import.meta.url))

/** A worker stops within 2 s by itself (server/platform/process/stop.ts), a little later on a busy machine. One whose event loop hangs does not. */
const STOP_MAX_MS = 4_000

/** npm passes Ctrl-C on to us, who have already had it from the terminal: what follows this soon is the same signal. */
const SAME_SIGNAL_MS = 1_000

/**
 * The process that serves nothing: it accepts connections and hands them round to the workers in turn, starts them, starts them again, and ends
 * them together.
 *
 * The first worker starts alone. It makes or migrates the tables, and it shows that the configuration is right: what is wrong is said once, by it.
 */
export class Primary {
  /** @type {Map<Worker, State>} */
  #workers = new Map()
  #restarts = new Restarts()
  /** @type {Set<NodeJS.Timeout>} */
  #planned = new Set()
  #announced = false
  /** When the end began, and the exit code it is to have. @type {{ readonly since: number, code: number } | null} */
  #end = null

  /** @param {number} count workers to keep running */
  constructor(count) {
    this.count = count
  }

  start() {
    // In turn, and not to whoever is first: the kernel wakes the same few processes time and again.
    cluster.schedulingPolicy = cluster.SCHED_RR
    cluster.setupPrimary({ exec: WORKER, stdio: ['ignore', 'inherit', 'pipe', 'ipc'] })
    for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT'])) process.on(signal, () => this.#signalled())
    relayMetrics(cluster)
    relayTurns(cluster, this.count)
    this.#fork()
  }

  #fork() {
    const worker = cluster.fork()
    const voice = new Voice(worker.process.stderr, process.stderr)
    if (!this.#restarts.everReady) voice.free()
    /** @type {State} */
    const state = { url: '', started: false, readyAt: null, voice }
    this.#workers.set(worker, state)
    worker.on('message', (/** @type {unknown} */ message) => {
      if (message === 'ready') state.started = true
      else if (typeof message === 'object' && message !== null && 'url' in message) state.url = String(message.url)
      if (state.started && state.url !== '' && state.readyAt === null) this.#ready(state)
    })
    worker.on('error', () => {}) // It could not be started or told: `exit` follows.
    // `close` and not `exit`: by then all that it said has been heard.
    worker.process.once('close', (code, signal) => this.#exited(worker, code, signal))
  }

  #serving() {
    return [...this.#workers.values()].filter(({ readyAt }) => readyAt !== null).length
  }

  /** @param {State} state */
  #ready(state) {
    state.readyAt = performance.now()
    state.voice.free()
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
      console.error(this.#workers.size === 0 ? 'The server could not be started: see above.' : 'Workers do not start any more: see above. All are stopped.')
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
    if (performance.now() - this.#end.since > SAME_SIGNAL_MS) this.#endHard('A second signal: the workers are ended at once.')
  }

  /** @param {number} code to exit with, if all goes well */
  #stop(code) {
    this.#end = { since: performance.now(), code }
    for (const timer of this.#planned) clearTimeout(timer)
    for (const worker of this.#workers.keys()) worker.process.kill('SIGTERM')
    setTimeout(() => this.#endHard('The workers did not end in time.'), STOP_MAX_MS)
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
