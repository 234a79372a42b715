// @ts-check
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { ROOT } from '../../scripts/lib/paths.mjs'
import { get } from './client.mjs'
import { compression, parley, parleyEndpoints } from './servers.mjs'
import { startProcess } from './process.mjs'
import { startPostgres } from './stores.mjs'

const SCRIPT = join(ROOT, 'scripts', 'start-cluster.mjs')

/** It may build itself first. */
const START_TIMEOUT_MS = 300_000

export const canCluster = () => existsSync(SCRIPT)

/**
 * Parley as `npm run start:cluster` starts it, with its own PostgreSQL and Redis.
 * @param {import('../load/wires.mjs').ParleyWire} wire
 * @param {number} workers
 * @param {import('./servers.mjs').Publisher} [publisher]
 * @returns {import('./servers.mjs').ComparedServer}
 */
export function parleyCluster(wire, workers, publisher) {
  return {
    ...parley(wire, `Parley, ${workers} workers`, { usesRedis: true, publisher }),
    async start(port, redis) {
      const postgres = await startPostgres(port + 91)
      const url = `http://127.0.0.1:${port}`
      const server = await startProcess({
        command: process.execPath,
        args: [SCRIPT],
        port,
        timeoutMs: START_TIMEOUT_MS,
        // An open port is no sign: the primary tries the port for a moment before it starts its workers.
        ready: () =>
          get(`${url}/healthz`).then(
            () => true,
            () => false,
          ),
        env: {
          HOST: '127.0.0.1',
          PORT: String(port),
          NITRO_CLUSTER_WORKERS: String(workers),
          REDIS_URL: redis.url,
          DATABASE_URL: postgres.url,
          SESSION_SECRET: 'a secret that all processes of the benchmark know',
          RATE_LIMIT: 'off',
          ADDRESS_RATES: 'off',
          MAX_CONNECTIONS: '200000',
          MAX_CONNECTIONS_PER_ADDRESS: '200000',
          LOG_LEVEL: 'warn',
          ...compression(wire),
        },
      })
      return {
        ...await parleyEndpoints(url, wire),
        pid: server.pid, aside: [redis.pid, postgres.pid],
        async stop() {
          await server.stop()
          await postgres.stop()
        },
      }
    },
  }
}
