// @ts-check
import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { startProcess } from './process.mjs'

/** The benchmarks' own Redis and PostgreSQL, on the loopback only. */

/** @typedef {import('./process.mjs').Running & { url: string }} Store */

/** Starts a Redis without files on disk. @param {number} port @returns {Promise<Store>} */
export async function startRedis(port) {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()]
  return { ...await startProcess({ command: 'redis-server', args, port }), url: `redis://127.0.0.1:${port}` }
}

const USER = 'parley'

/** PostgreSQL refuses to run as root. */
function owner() {
  if (process.getuid?.() !== 0) return {}
  const id = (/** @type {string} */ flag) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
  const [uid, gid] = [id('-u'), id('-g')]
  if (!(uid > 0)) throw new Error('PostgreSQL does not run as root, and there is no user postgres to run it as: apt-get install postgresql')
  return { uid, gid }
}

/** The folder of the newest PostgreSQL's programs. */
function programs() {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)).map(version => join(root, version, 'bin')) : []
  const folder = [...versions, ...(process.env.PATH ?? '').split(delimiter)].find(each => existsSync(join(each, 'initdb')))
  if (!folder) throw new Error('This part needs PostgreSQL: apt-get install postgresql (initdb was found neither in /usr/lib/postgresql nor on PATH).')
  return folder
}

/**
 * Starts PostgreSQL on an empty folder, which `stop` removes. Durable, as an operator would run it.
 * @param {number} port
 * @returns {Promise<Store>}
 */
export async function startPostgres(port) {
  const as = owner()
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-postgres-'))
  if (as.uid !== undefined) chownSync(folder, as.uid, as.gid)
  const data = join(folder, 'data')
  const init = spawnSync(join(programs(), 'initdb'), ['--pgdata', data, '--username', USER, '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C'], { ...as, cwd: '/', encoding: 'utf8' })
  if (init.status !== 0) throw new Error(`initdb failed:\n${init.stderr}`)
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: folder, port, max_connections: 200 }
  const args = ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const running = await startProcess({ command: join(programs(), 'postgres'), args, port, ...as, cwd: folder, quiet: true })
  return {
    ...running,
    url: `postgres://${USER}@127.0.0.1:${port}/postgres`,
    async stop() {
      await running.stop('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
