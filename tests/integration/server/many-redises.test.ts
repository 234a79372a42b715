import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../../support/app'
import { OPEN_DOORS } from '../../support/cluster'
import { healthOf } from '../../support/health'
import { connectPlain, postForm } from '../../support/plain-client'
import { startPostgres, type TestPostgres } from '../../support/postgres'
import { startRedisCluster } from '../../support/redis-cluster'
import { startSentinel } from '../../support/redis-sentinel'
import { waitFor } from '../../support/wait-for'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres?.stop())

/** Two processes of the app that share a Redis of whatever kind, for as long as `use` runs. */
async function withTwo(redisUrl: string, use: (one: TestApp, two: TestApp) => Promise<void>): Promise<void> {
  const env = { ...OPEN_DOORS, REDIS_URL: redisUrl, DATABASE_URL: await postgres.createDatabase('app') }
  const [one, two] = await Promise.all([startApp({ env }), startApp({ env })])
  try {
    await Promise.all([connected(one), connected(two)])
    await use(one, two)
  }
  finally {
    await Promise.all([one.stop(), two.stop()])
  }
}

const connected = (app: TestApp, wanted = true) =>
  waitFor(async () => expect((await healthOf(app)).bus.connected).toBe(wanted), { timeoutMs: 25_000 })

const listen = (app: TestApp) => connectPlain({ url: app.wsUrl, channel: 'channel_1' })

describe('two processes', () => {
  it('over a Redis Cluster of three masters: people read each other, and what is published bare on any node', async () => {
    const cluster = await startRedisCluster()
    try {
      await withTwo(cluster.url, async (one, two) => {
        const readers = await Promise.all([listen(one), listen(two)])
        await postForm({ url: one.url, data: 'from one', channel: 'channel_1' })
        for (const reader of readers) expect(await reader.next()).toBe('from one')
        for (const [index, node] of cluster.nodes.entries()) {
          await node.cli('PUBLISH', 'channel_1', `bare ${index}`)
          for (const reader of readers) expect(await reader.next()).toBe(`bare ${index}`)
        }
        await Promise.all(readers.map(reader => reader.close()))
      })
    }
    finally {
      await cluster.stop()
    }
  })

  it('over Sentinel: people read each other while the master is dead, and through the new one', async () => {
    const sentinel = await startSentinel()
    try {
      await withTwo(sentinel.url, async (one, two) => {
        const [old, other] = sentinel.servers
        const readers = await Promise.all([listen(one), listen(two)])
        await old.kill()
        await postForm({ url: one.url, data: 'without a master', channel: 'channel_1' })
        for (const reader of readers) expect(await reader.next(15_000)).toBe('without a master')
        await waitFor(async () => expect(await sentinel.masterPort()).toBe(other.port), { timeoutMs: 25_000 })
        await Promise.all([connected(one), connected(two)])
        await other.cli('PUBLISH', 'channel_1', 'through the new one')
        for (const reader of readers) expect(await reader.next()).toBe('through the new one')
        await Promise.all(readers.map(reader => reader.close()))
      })
    }
    finally {
      await sentinel.stop()
    }
  })
})
