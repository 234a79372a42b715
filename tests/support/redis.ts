import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { startChild, type Child } from './children'
import { freePort } from './free-port'
import { waitFor } from './wait-for'

/** A real redis-server on the loopback, without files on disk. */
export interface TestRedis {
  readonly url: string
  readonly port: number
  readonly pid: number
  /** Runs one command as another Redis client, such as `cli('PUBLISH', 'channel_1', 'hello')`. */
  cli(command: string, ...args: readonly string[]): Promise<unknown>
  /** All that it holds: keys with their values. */
  contents(): Promise<string>
  /** SIGSTOP: connections stay open and nothing answers. */
  pause(): void
  resume(): void
  /** SIGKILL. Connections break and its data is gone. */
  kill(): Promise<void>
  /** Starts it again on the same port, empty. Stops it first if it runs. */
  restart(): Promise<void>
  stop(): Promise<void>
}

const COMMAND_TIMEOUT_MS = 5_000

/** Runs one command on the server at this loopback port. */
export async function command(port: number, name: string, args: readonly string[]): Promise<unknown> {
  const client = new Redis({
    host: '127.0.0.1',
    port,
    lazyConnect: true,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
  })
  client.on('error', () => {}) // Reported by the rejection of the command.
  try {
    await client.connect()
    return await client.call(name, ...args)
  }
  finally {
    client.disconnect()
  }
}

/** How to read a value of each type. */
const READS: Readonly<Record<string, (key: string) => readonly [string, ...string[]]>> = {
  string: key => ['GET', key],
  hash: key => ['HGETALL', key],
  set: key => ['SMEMBERS', key],
  zset: key => ['ZRANGE', key, '0', '-1', 'WITHSCORES'],
  list: key => ['LRANGE', key, '0', '-1'],
  stream: key => ['XRANGE', key, '-', '+'],
}

async function contents(port: number): Promise<string> {
  const all: unknown[] = []
  for (let cursor = '0', isFirst = true; isFirst || cursor !== '0'; isFirst = false) {
    const [next, keys] = await command(port, 'SCAN', [cursor]) as [string, string[]]
    cursor = next
    for (const key of keys) {
      const type = String(await command(port, 'TYPE', [key]))
      const [name, ...args] = READS[type]?.(key) ?? []
      // Between the two commands it may have expired.
      if (name === undefined && type !== 'none') throw new Error(`Redis has a value of type ${type}.`)
      all.push([key, name === undefined ? null : await command(port, name, args)])
    }
  }
  return JSON.stringify(all)
}

async function launch(port: number, folder: string, more: readonly string[]): Promise<Child> {
  const child = startChild('redis-server', [
    '--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder, ...more,
  ])
  try {
    await waitFor(() => command(port, 'PING', []), { what: 'redis-server to answer' })
  }
  catch (error) {
    if (child.pid !== -1) await child.kill()
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${child.lines().join('\n')}`)
  }
  return child
}

/**
 * Starts a redis-server on a free port, and waits until it answers.
 * @param more further arguments, such as `--replicaof`
 */
export async function startRedis(more: readonly string[] = []): Promise<TestRedis> {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'parley-redis-'))
  let child = await launch(port, folder, more)
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() { return child.pid },
    cli: (name, ...args) => command(port, name, args),
    contents: () => contents(port),
    pause: () => child.signal('SIGSTOP'),
    resume: () => child.signal('SIGCONT'),
    kill: () => child.kill(),
    async restart() {
      if (child.running()) await child.stop()
      child = await launch(port, folder, more)
    },
    async stop() {
      if (child.running()) await child.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
