import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFaultProxy } from '../../support/fault-proxy'
import { startRedis, type TestRedis } from '../../support/redis'
import { Redis } from 'ioredis'

describe('a redis-server of the tests', () => {
  let redis: TestRedis

  beforeAll(async () => {
    redis = await startRedis()
  })

  afterAll(() => redis.stop())

  it('answers commands', async () => {
    expect(await redis.cli('SET', 'name', 'Ann')).toBe('OK')
    expect(await redis.cli('GET', 'name')).toBe('Ann')
  })

  it('starts again on the same port after it was killed, and has forgotten everything', async () => {
    await redis.cli('SET', 'name', 'Ann')
    await redis.kill()
    await expect(redis.cli('PING')).rejects.toThrow()
    await redis.restart()
    expect(await redis.cli('GET', 'name')).toBeNull()
  })

  it('answers late when it was paused', async () => {
    redis.pause()
    const answer = redis.cli('PING')
    redis.resume()
    expect(await answer).toBe('PONG')
  })

  it('can be reached through a fault proxy', async () => {
    const proxy = await startFaultProxy({ port: redis.port })
    const client = new Redis(proxy.through(redis.url), { retryStrategy: null, maxRetriesPerRequest: 0 })
    client.on('error', () => {})
    expect(await client.ping()).toBe('PONG')
    proxy.cut()
    await expect(client.ping()).rejects.toThrow()
    client.disconnect()
    await proxy.close()
  })
})
