import { expect } from 'vitest'
import { startApp, type TestApp } from './app'
import { healthOf } from './health'
import { startPostgres, type TestPostgres } from './postgres'
import { startRedis, type TestRedis } from './redis'
import { waitFor } from './wait-for'

/** Two processes of the app, with their own Redis and PostgreSQL. */
export interface Cluster {
  readonly redis: TestRedis
  readonly postgres: TestPostgres
  readonly apps: readonly [TestApp, TestApp]
  /** The settings of one more process. */
  readonly env: Readonly<Record<string, string>>
  /** Resolves when both processes report that they are connected to Redis (or are not). */
  connected(wanted?: boolean): Promise<void>
  stop(): Promise<void>
}

/** Settings of every app in a fault test: no limit is reached. The rate is still counted, since that uses Redis. */
export const OPEN_DOORS = {
  RATE_LIMIT: '100000/1',
  MAX_CONNECTIONS_PER_ADDRESS: '100000',
  SESSION_SECRET: 'a secret that all processes know well',
}

/** @param redisUrlOf the `REDIS_URL` of a process (0 or 1), such as that of a proxy */
export async function startCluster(
  redisUrlOf: (redis: TestRedis, index: number) => Promise<string> = async redis => redis.url,
): Promise<Cluster> {
  const [redis, postgres] = await Promise.all([startRedis(), startPostgres()])
  const env = { ...OPEN_DOORS, REDIS_URL: redis.url, DATABASE_URL: postgres.url }
  const start = async (index: number) => startApp({ env: { ...env, REDIS_URL: await redisUrlOf(redis, index) } })
  const apps = await Promise.all([start(0), start(1)] as const)
  const cluster: Cluster = {
    redis,
    postgres,
    apps,
    env,
    async connected(wanted = true) {
      await Promise.all(apps.map(app => waitFor(async () => {
        const { bus } = await healthOf(app)
        expect(bus.connected).toBe(wanted)
      }, { timeoutMs: 60_000 })))
    },
    async stop() {
      await Promise.all(apps.map(app => app.stop()))
      await Promise.all([redis.stop(), postgres.stop()])
    },
  }
  await cluster.connected()
  return cluster
}
