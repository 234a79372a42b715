import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import pg from 'pg'
import { endWithTests } from './children'
import { freePort } from './free-port'

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

const USER = 'parley'

/** Starts PostgreSQL. It refuses to run as root, so there it runs as the user `postgres` or `nobody`. */
export async function startPostgres(): Promise<TestPostgres> {
  const owner = unprivileged()
  const folder = mkdtempSync(join(tmpdir(), 'parley-postgres-'))
  if (owner) chownSync(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  run('initdb', ['--pgdata', data, '--username', USER, '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'], owner)

  const port = await freePort()
  const url = databaseUrl(port, 'postgres')
  let server = await start(data, folder, port, owner)
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
      server = await start(data, folder, port, owner)
    },
    async stop() {
      // Without a last checkpoint: it takes a minute on a busy disk, and the files are removed anyway.
      await end('SIGQUIT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Owner { readonly uid: number, readonly gid: number }

async function start(data: string, folder: string, port: number, owner: Owner | undefined): Promise<ChildProcess> {
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: folder, port, fsync: 'on', max_connections: 100, shared_buffers: '32MB' }
  const args = ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const server = spawn(find('postgres'), args, { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  endWithTests(server)
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
  return server
}

function databaseUrl(port: number, name: string): string {
  return `postgres://${USER}@127.0.0.1:${port}/${name}`
}

function run(program: string, args: readonly string[], owner: Owner | undefined): void {
  const { status, stderr, error } = spawnSync(find(program), args, { ...owner, cwd: '/', encoding: 'utf8' })
  if (error) throw error
  if (status !== 0) throw new Error(`${program} failed:\n${stderr}`)
}

/** A program of PostgreSQL: beside `initdb` on PATH, else of the newest version that Debian installed. */
function find(program: string): string {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)).map(version => join(root, version, 'bin')) : []
  const folder = [...versions, ...(process.env.PATH ?? '').split(delimiter)].find(each => existsSync(join(each, 'initdb')))
  if (!folder) throw new Error('These tests need PostgreSQL: apt-get install postgresql (initdb was found neither in /usr/lib/postgresql nor on PATH).')
  return join(folder, program)
}

function unprivileged(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    const uid = Number(spawnSync('id', ['-u', name], { encoding: 'utf8' }).stdout)
    const gid = Number(spawnSync('id', ['-g', name], { encoding: 'utf8' }).stdout)
    if (uid > 0 && gid > 0) return { uid, gid }
  }
  throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody to run it as.')
}
