import { expect } from 'vitest'
import { startApp, type TestApp } from './app'
import { healthOf } from './health'
import { startPostgres, type TestPostgres } from './postgres'
import { startRedis, type TestRedis } from './redis'
import { waitFor } from './wait-for'

/** Two processes of the app, with a Redis and a PostgreSQL of their own. */
export interface Cluster {
  readonly redis: TestRedis
  readonly postgres: TestPostgres
  readonly apps: readonly [TestApp, TestApp]
  /** Resolves when both processes say that they are connected to Redis (or that they are not). */
  connected(wanted?: boolean): Promise<void>
  stop(): Promise<void>
}

/** What every app of a fault test is started with: as many people and messages as the test likes. The rate is counted all the same, since that asks Redis. */
export const OPEN_DOORS = { RATE_LIMIT: '100000/1', MAX_CONNECTIONS_PER_ADDRESS: '100000', SESSION_SECRET: 'a secret that all processes know well' }

/** @param redisUrlOf the address that a process (0 or 1) is given for Redis, such as that of a proxy before it */
export async function startCluster(redisUrlOf: (redis: TestRedis, index: number) => Promise<string> = async redis => redis.url): Promise<Cluster> {
  const [redis, postgres] = await Promise.all([startRedis(), startPostgres()])
  const start = async (index: number) => startApp({ env: {
    ...OPEN_DOORS,
    REDIS_URL: await redisUrlOf(redis, index),
    DATABASE_URL: postgres.url,
  } })
  const apps = await Promise.all([start(0), start(1)] as const)
  const cluster: Cluster = {
    redis,
    postgres,
    apps,
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
