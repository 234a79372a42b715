// @ts-check
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import process from 'node:process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread, Worker } from 'node:worker_threads'

/**
 * Loaded into the measured process with `node --import`. Reports event loop delay, processor time and calls to the
 * store's threads. The app is the normal build and knows nothing of it.
 */

/** Interval of the histogram's timer, which its values include. */
const RESOLUTION_MS = 1

/** The table in the SQL of a call. */
const TABLE = /FROM (event|message|room)\b/

/**
 * @param {unknown} message of the main thread to a thread of the store
 * @returns {string} such as `commit`, or `read event`
 */
function nameOf(message) {
  if (typeof message !== 'object' || message === null || !('name' in message)) return 'other'
  if (message.name !== 'query') return String(message.name)
  const [sql] = 'values' in message && Array.isArray(message.values) ? message.values : []
  return `read ${TABLE.exec(String(sql))?.[1] ?? 'other'}`
}

/** Memory in use after garbage collection, in bytes. */
function memory() {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')
  // A second pass frees objects that were held by those of the first.
  for (let pass = 0; pass < 3; pass++) collect()
  return process.memoryUsage()
}

/** Where the CPU profile of what is measured goes: from each `reset` to the `report` after it. */
const PROFILE_FILE = process.env.BENCH_PROFILE

/** @type {Session | null} */
let profiler = null

function beginProfile() {
  if (!PROFILE_FILE) return
  profiler?.disconnect()
  profiler = new Session()
  profiler.connect()
  profiler.post('Profiler.enable')
  profiler.post('Profiler.setSamplingInterval', { interval: 500 })
  profiler.post('Profiler.start')
}

function endProfile() {
  profiler?.post('Profiler.stop', (error, result) => {
    if (!error && PROFILE_FILE) writeFileSync(PROFILE_FILE, JSON.stringify(result.profile))
  })
  profiler?.disconnect()
  profiler = null
}

function start() {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  /** @type {Record<string, number>} */
  let calls = {}
  let cpu = process.cpuUsage()
  let since = performance.now()
  let idle = performance.eventLoopUtilization()

  const post = Worker.prototype.postMessage
  Worker.prototype.postMessage = function (/** @type {unknown} */ message, /** @type {unknown[]} */ ...rest) {
    const name = nameOf(message)
    calls[name] = (calls[name] ?? 0) + 1
    return Reflect.apply(post, this, [message, ...rest])
  }

  const reset = () => {
    delay.reset()
    calls = {}
    cpu = process.cpuUsage()
    since = performance.now()
    idle = performance.eventLoopUtilization()
    beginProfile()
  }

  const report = () => {
    const ms = (/** @type {number} */ nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
    const used = process.cpuUsage(cpu)
    return {
      loopP50Ms: ms(delay.percentile(50)),
      loopP99Ms: ms(delay.percentile(99)),
      loopMaxMs: ms(delay.max),
      busy: performance.eventLoopUtilization(idle).utilization,
      /** Processor time of all threads, in cores. */
      cores: (used.user + used.system) / 1000 / (performance.now() - since),
      rssMb: process.memoryUsage.rss() / 1e6,
      calls,
    }
  }

  process.on('message', (/** @type {unknown} */ question) => {
    if (question === 'reset') reset()
    if (question === 'reset' || question === 'report') process.send?.(report())
    if (question === 'report') endProfile()
    if (question === 'memory') process.send?.(memory())
  })
  process.channel?.unref()
}

if (isMainThread && process.send) start()
