import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildState } from '../../scripts/lib/build-stamp.mjs'
import { ROOT, SERVER_ENTRY } from '../../scripts/lib/paths.mjs'
import { startChild, type Child } from './children'
import { freePort, requireFree } from './free-port'
import { waitFor } from './wait-for'

export interface AppOptions {
  /** Configuration, such as `REDIS_URL`. Nothing is taken from the environment of the tests. */
  readonly env?: Readonly<Record<string, string>>
  /** Options of Node itself. Not for a cluster, whose workers would not have them. */
  readonly node?: readonly string[]
  readonly port?: number
  /** A folder to use (and keep) instead of a temporary one. */
  readonly dataDir?: string
  /** The program of another build. */
  readonly entry?: string
  /** Runs a cluster of this many workers, as `npm run start:cluster` does; `pid` is then the primary's. */
  readonly workers?: number
}

/** One process of the built app, or one cluster of them, on the loopback. */
export interface TestApp {
  readonly url: string
  /** The URL of the WebSocket, in the tutorial's spelling. */
  readonly wsUrl: string
  readonly port: number
  readonly pid: number
  readonly dataDir: string
  /** Its output by line, over all its restarts. */
  logs(): readonly string[]
  signal(signal: NodeJS.Signals): void
  /** SIGTERM, then SIGKILL after a deadline. Returns the exit code or the signal. Removes a temporary data folder. */
  stop(deadlineMs?: number): Promise<number | NodeJS.Signals>
  /** SIGKILL. The data folder stays, for `restart`. */
  kill(): Promise<void>
  /** Stops it if it runs (SIGTERM), and starts it again on the same port and data folder. */
  restart(env?: Readonly<Record<string, string>>): Promise<void>
}

const START_TIMEOUT_MS = 30_000

const CLUSTER_ENTRY = join(ROOT, 'scripts', 'start-cluster.mjs')

let built = false

/**
 * Looks once per process of tests, since it reads all sources.
 * @throws Error if there is no build of the present sources
 */
export function requireBuild(): void {
  if (built) return
  const state = buildState()
  if (state !== 'fresh') throw new Error(`The build of the app is ${state}. Run: npm run build`)
  built = true
}

/** Waits until the app is alive (a cluster: all of its workers), or has ended. */
async function healthy(child: Child, url: string, workers: number | undefined): Promise<void> {
  const look = async () => {
    if (!child.running()) return
    const { status } = await fetch(`${url}/healthz`)
    if (status !== 200) throw new Error(`/healthz answered ${status}`)
    if (workers !== undefined) return child.lines().some(line => line.startsWith('Parley is ready'))
  }
  try {
    await waitFor(look, { timeoutMs: START_TIMEOUT_MS, what: 'the app to start' })
  }
  catch (error) {
    await child.kill()
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${child.lines().join('\n')}`)
  }
  if (!child.running())
    throw new Error(`The app ended (${await child.ended}) during its start:\n${child.lines().join('\n')}`)
}

/**
 * Starts the built app on a free port with its own data folder, and waits until it serves.
 * @throws Error if there is no build of the present sources, or with the app's output if it does not start
 */
export async function startApp(options: AppOptions = {}): Promise<TestApp> {
  const { env = {}, node = [], port: wanted, dataDir: given, workers, entry: other } = options
  if (other === undefined) requireBuild()
  const port = wanted ?? await freePort()
  const dataDir = given ?? await mkdtemp(join(tmpdir(), 'parley-app-'))
  const url = `http://127.0.0.1:${port}`
  const earlier: string[] = []
  const entry = other ?? (workers === undefined ? SERVER_ENTRY : CLUSTER_ENTRY)
  const asCluster: Record<string, string> = workers === undefined ? {} : { NITRO_CLUSTER_WORKERS: String(workers) }

  const start = async (more: Readonly<Record<string, string>> = {}) => {
    await requireFree(port) // Else another program would answer for this one.
    const started = startChild(process.execPath, [...node, entry], {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: dataDir,
      ...asCluster,
      ...env,
      ...more,
    })
    await healthy(started, url, workers)
    return started
  }

  let child = await start()
  return {
    url,
    wsUrl: `ws://127.0.0.1:${port}/wb/`,
    port,
    dataDir,
    get pid() { return child.pid },
    logs: () => [...earlier, ...child.lines()],
    signal: signal => child.signal(signal),
    async stop(deadlineMs) {
      const how = await child.stop(deadlineMs)
      if (given === undefined) await rm(dataDir, { recursive: true, force: true })
      return how
    },
    kill: () => child.kill(),
    async restart(more) {
      if (child.running()) await child.stop()
      earlier.push(...child.lines())
      child = await start(more)
    },
  }
}
