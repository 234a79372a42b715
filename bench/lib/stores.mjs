// @ts-check
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execaSync } from 'execa'
import { postgresOwner, postgresProgram } from '../../scripts/lib/postgres.mjs'
import { startProcess } from './process.mjs'

/** The benchmarks' own Redis and PostgreSQL, on the loopback only. */

/** @typedef {import('./process.mjs').Running & { url: string }} Store */

/** Starts a Redis without files on disk. @param {number} port @returns {Promise<Store>} */
export async function startRedis(port) {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()]
  return { ...await startProcess({ command: 'redis-server', args, port }), url: `redis://127.0.0.1:${port}` }
}

const USER = 'parley'

/**
 * Starts PostgreSQL on an empty folder, which `stop` removes. Durable, as an operator would run it.
 * @param {number} port
 * @returns {Promise<Store>}
 */
export async function startPostgres(port) {
  const as = postgresOwner()
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-postgres-'))
  if (as) chownSync(folder, as.uid, as.gid)
  const data = join(folder, 'data')
  execaSync(postgresProgram('initdb'), [
    '--pgdata', data, '--username', USER, '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C',
  ], { ...as, cwd: '/' })
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: folder, port, max_connections: 200 }
  const args = ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const running = await startProcess({
    command: postgresProgram('postgres'),
    args,
    port,
    ...as,
    cwd: folder,
    quiet: true,
  })
  return {
    ...running,
    url: `postgres://${USER}@127.0.0.1:${port}/postgres`,
    async stop() {
      await running.stop('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
