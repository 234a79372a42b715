import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRedisSpacing } from '../../../../../server/platform/limits/spacing'
import { connectRedis, type RedisLinks } from '../../../../../server/platform/redis/connect'
import { startRedis, type TestRedis } from '../../../../support/redis'

const LONG_MS = 600_000
const WAIT = { timeout: 15_000, interval: 20 }

let server: TestRedis
let links: readonly [RedisLinks, RedisLinks]

beforeAll(async () => {
  server = await startRedis()
})
afterAll(() => server.stop())

beforeEach(async () => {
  links = [connect(), connect()]
  await Promise.all(links.map(isReady))
  await links[0].publisher.flushall()
})
afterEach(() => Promise.all(links.map(link => link.close())))

function connect(): RedisLinks {
  const options = { logger: pino({ level: 'silent' }), watchdog: { intervalMs: 60_000, deadlineMs: 60_000 } }
  const connected = connectRedis({ REDIS_URL: server.url, REDIS_PREFIX: 'parley' }, options)
  if (!connected) throw new Error('REDIS_URL was given.')
  return connected
}

const isReady = ({ publisher }: RedisLinks) => vi.waitFor(() => expect(publisher.status).toBe('ready'), WAIT)

describe('slow mode over Redis', () => {
  it('holds a member back in all processes, and says for how long', async () => {
    const [one, two] = links.map(createRedisSpacing)
    expect(await one?.take('room:ada', 'first', LONG_MS)).toBe(0)
    const waitMs = await two?.take('room:ada', 'second', LONG_MS) ?? 0
    expect(waitMs).toBeGreaterThan(0)
    expect(waitMs).toBeLessThanOrEqual(LONG_MS)
    expect(await two?.take('room:bob', 'second', LONG_MS)).toBe(0)
  })

  it('holds back no message that is sent again, through another process', async () => {
    const [one, two] = links.map(createRedisSpacing)
    expect([await one?.take('room:ada', 'first', LONG_MS), await two?.take('room:ada', 'first', LONG_MS)]).toEqual([
      0, 0,
    ])
  })

  it('takes one of many at once', async () => {
    const spacings = links.map(createRedisSpacing)
    const waits = await Promise.all(
      Array.from({ length: 20 }, (_, n) => spacings[n % 2]?.take('room:ada', `act ${n}`, LONG_MS)),
    )
    expect(waits.filter(ms => ms === 0)).toHaveLength(1)
  })

  it('lets the member go on after the time', async () => {
    const [one, two] = links.map(createRedisSpacing)
    await one?.take('room:ada', 'first', 50)
    await expect.poll(() => two?.take('room:ada', 'second', 50)).toBe(0)
  })

  it('is counted by each process alone while Redis hangs or is away', async () => {
    const [one] = links.map(createRedisSpacing)
    server.pause()
    expect(await one?.take('room:ada', 'first', LONG_MS)).toBe(0)
    expect(await one?.take('room:ada', 'second', LONG_MS)).toBeGreaterThan(0)
    server.resume()
    await server.kill()
    await vi.waitFor(() => expect(links[0].publisher.status).not.toBe('ready'), WAIT)
    expect(await one?.take('room:bob', 'first', LONG_MS)).toBe(0)
    expect(await one?.take('room:bob', 'second', LONG_MS)).toBeGreaterThan(0)
    await server.restart()
    await isReady(links[0])
    expect(await one?.take('room:bob', 'third', LONG_MS)).toBe(0)
  })
})
