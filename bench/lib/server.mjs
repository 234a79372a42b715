// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { ROOT, SERVER_ENTRY } from '../../scripts/lib/paths.mjs'

/** On the disk of the working copy: `/tmp` may be memory, where every commit would look fast. */
const FOLDER = join(ROOT, '.cache', 'bench')

const START_TIMEOUT_MS = 30_000
const POLL_MS = 5

/**
 * @typedef {{ loopP50Ms: number, loopP99Ms: number, loopMaxMs: number, busy: number, cores: number, rssMb: number,
 *   calls: Record<string, number> }} Report
 * @typedef {{ port: number, url: string, pid: number, firstAnswerMs: number, cpuMs: number, dataDir: string,
 *   reset: () => Promise<Report>, report: () => Promise<Report>, memory: () => Promise<NodeJS.MemoryUsage>, kill: () =>
 *   Promise<void>, stop: () => Promise<void> }} Server
 * @typedef {{ port: number, dataDir?: string, env?: Record<string, string>, entry?: string, probe?: boolean,
 *   profile?: boolean, path?: string }} ServerOptions
 */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()
process.once('exit', () => running.forEach(child => child.kill('SIGKILL')))
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

/** An empty folder for one server's data. */
export function dataFolder() {
  mkdirSync(FOLDER, { recursive: true })
  return mkdtempSync(join(FOLDER, 'data-'))
}

/** @param {string} folder */
export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true })
}

/**
 * @param {string} url
 * @returns {Promise<number>} the status; 0 without an answer
 */
function statusOf(url) {
  return new Promise((resolve) => {
    const asked = request(url, { agent: false, headers: { accept: 'text/html' } }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
    asked.on('error', () => resolve(0)).end()
  })
}

/** Linux counts a process's time in hundredths of a second, whatever the kernel's own clock is. */
const TICK_MS = 10

/**
 * Processor time that a process has used so far. Unlike clock time, it does not grow while other processes use the
 * cores.
 * @param {number} pid
 * @returns {number} milliseconds; NaN where there is no /proc
 */
function cpuOf(pid) {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return Number.NaN
  // After the name in brackets, which may hold spaces: state is field 3, user and system time are 14 and 15.
  const fields = readFileSync(file, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

/**
 * Starts the built app as a separate process, and waits for the first 200.
 * @param {ServerOptions} options `probe` preloads bench/probe.mjs; `profile` writes a CPU profile when it stops;
 *   `path` is what has to answer
 * @returns {Promise<Server>}
 */
export async function startServer({
  port,
  dataDir = dataFolder(),
  env = {},
  entry = SERVER_ENTRY,
  probe = true,
  profile = false,
  path = '/healthz',
}) {
  const flags = [
    ...(probe ? ['--import', pathToFileURL(join(ROOT, 'bench', 'probe.mjs')).href] : []),
    ...(profile ? ['--cpu-prof', `--cpu-prof-dir=${FOLDER}`] : []),
  ]
  const began = performance.now()
  const child = spawn(process.execPath, [...flags, entry], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      BENCH_PROFILE: process.env.BENCH_PROFILE ?? '',
      HOME: process.env.HOME,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: dataDir,
      RATE_LIMIT: 'off',
      ADDRESS_RATES: 'off',
      MAX_CONNECTIONS_PER_ADDRESS: '100000',
      LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit', probe ? 'ipc' : 'ignore'],
  })
  running.add(child)
  const ended = once(child, 'exit').finally(() => running.delete(child))
  const url = `http://127.0.0.1:${port}`
  while (await statusOf(url + path) !== 200) {
    if (child.exitCode !== null) throw new Error(`The app ended with ${child.exitCode} during its start: see above.`)
    if (performance.now() - began > START_TIMEOUT_MS)
      throw new Error(`The app did not answer on port ${port} within ${START_TIMEOUT_MS} ms.`)
    await sleep(POLL_MS)
  }
  const firstAnswerMs = performance.now() - began
  const cpuMs = cpuOf(child.pid ?? -1)

  const ask = async (/** @type {'reset' | 'report' | 'memory'} */ question) => {
    child.send(question)
    // The app itself says `ready` to its parent once; the probe answers with objects.
    for (;;) {
      const [answer] = await once(child, 'message')
      if (typeof answer === 'object') return answer
    }
  }
  const end = async (/** @type {NodeJS.Signals} */ signal) => {
    child.kill(signal)
    await ended
  }
  return {
    port,
    url,
    pid: child.pid ?? -1,
    firstAnswerMs,
    cpuMs,
    dataDir,
    reset: () => ask('reset'),
    report: () => ask('report'),
    memory: () => ask('memory'),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}
