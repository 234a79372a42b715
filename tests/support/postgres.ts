import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import pg from 'pg'
import { postgresOwner, postgresProgram } from '../../scripts/lib/postgres.mjs'
import { AS_CHILD } from './children'
import { freePort } from './free-port'
import { makeData, USER, type Owner } from './postgres-data'

/** A PostgreSQL on an empty data folder, on the loopback only. fsync is on. */
export interface TestPostgres {
  /** URL of the database `postgres`. */
  readonly url: string
  readonly port: number
  /** Process id of the present server. */
  pid(): number
  /** Creates an empty database and returns its URL. */
  createDatabase(name: string): Promise<string>
  /** Sends a signal to the server process. Waits for the end if the signal ends it. */
  kill(signal: NodeJS.Signals): Promise<void>
  /** Starts the server again, on the same port and data, after it ended. */
  restart(): Promise<void>
  /** Ends the server and removes its data. */
  stop(): Promise<void>
}

/** Starts PostgreSQL. It refuses to run as root, so there it runs as the user `postgres` or `nobody`. */
export async function startPostgres(): Promise<TestPostgres> {
  const owner = postgresOwner()
  const folder = mkdtempSync(join(tmpdir(), 'parley-postgres-'))
  if (owner) chownSync(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  makeData(data, owner)

  const port = await freePort()
  const url = databaseUrl(port, 'postgres')
  let { server } = await start(data, folder, port, owner)
  let databases = 0

  async function end(signal: NodeJS.Signals) {
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill(signal)
    await ended
  }

  return {
    url,
    port,
    pid: () => server.pid ?? 0,
    async createDatabase(name) {
      const unique = `${name}_${++databases}`
      const client = new pg.Client(url)
      await client.connect()
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(unique)}`)
      await client.end()
      return databaseUrl(port, unique)
    },
    async kill(signal) {
      if (signal === 'SIGSTOP' || signal === 'SIGCONT') server.kill(signal)
      else await end(signal)
    },
    async restart() {
      await end('SIGINT')
      ;({ server } = await start(data, folder, port, owner))
    },
    async stop() {
      // Without a last checkpoint: it takes a minute on a busy disk, and the files are removed anyway.
      await end('SIGQUIT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The process is in an object: execa's is a promise of its end, too, and would be awaited by the caller. */
async function start(
  data: string, folder: string, port: number, owner: Owner | undefined,
): Promise<{ server: ChildProcess }> {
  const limits = { max_connections: 100, shared_buffers: '32MB' }
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: folder, port, fsync: 'on', ...limits }
  const args = ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const server = execa(postgresProgram('postgres'), args, { ...AS_CHILD, ...owner, cwd: folder, stdout: 'ignore' })
  let output = ''
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-10_000)
  })
  const ready = new Promise<void>((resolve, reject) => {
    server.stderr.on('data', () => {
      if (output.includes('database system is ready to accept connections')) resolve()
    })
    server.once('exit', () => reject(new Error(`PostgreSQL ended at start:\n${output}`)))
    server.once('error', reject)
  })
  // The next server's output must not count as this one's.
  await ready
  return { server }
}

function databaseUrl(port: number, name: string): string {
  return `postgres://${USER}@127.0.0.1:${port}/${name}`
}
