import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { connectRedis } from '../../../../../server/platform/redis/connect'
import { createRedisBus } from '../../../../../server/core/bus/redis'
import { createRedisPresence } from '../../../../../server/core/presence/redis'
import { startRedis } from '../../../../support/redis'
import { describePresence, expectLast, toldOf, WAIT } from './conformance'

let server: Awaited<ReturnType<typeof startRedis>>
beforeAll(async () => {
  server = await startRedis()
})
afterAll(() => server.stop())

type Options = Partial<Parameters<typeof createRedisPresence>[0]>
let endings: (() => Promise<void>)[] = []

/**
 * One process: its links, its bus, its presence. `die` is what kill -9 is to the others. People live longer than a test
 * by default, so that what should happen at once is not done by the next renewal instead.
 */
async function open(options: Options = {}) {
  const links = connectRedis(
    { REDIS_URL: server.url, REDIS_PREFIX: 'parley' },
    { logger: pino({ level: 'silent' }), watchdog: { intervalMs: 100, deadlineMs: 300 } },
  )
  if (!links) throw new Error('REDIS_URL was given.')
  const bus = createRedisBus(links)
  const presence = createRedisPresence({
    links,
    control: bus.control,
    intervalMs: 30,
    leadMs: 20,
    ttlMs: 600_000,
    ...options,
  })
  const seen: string[] = []
  await bus.start({
    events: () => {},
    external: () => {},
    onConnected: () => {},
    control: (message) => {
      if (message.type !== 'presence') return
      seen.push(...message.left ?? [])
      presence.refresh(message.room, message.left)
    },
  })
  const end = async () => {
    await presence.close()
    await bus.close()
    await links.close()
  }
  endings.push(end)
  await vi.waitFor(() => expect(bus.state().connected).toBe(true), WAIT)
  return { presence, links, seen, end, die: () => links.close() }
}

async function openTwo(options?: Options) {
  return [await open(options), await open(options)] as const
}

function enter({ presence }: Pick<Awaited<ReturnType<typeof open>>, 'presence'>, ...users: readonly string[]): void {
  for (const user of users) presence.enter('r1', user)
}

async function closeAll() {
  await Promise.all(endings.map(end => end()))
  endings = []
}

describePresence('over Redis', async () => {
  const cleaner = await open()
  await cleaner.links.publisher.flushall()
  return { open: async () => (await open()).presence, close: closeAll }
})

describe('presence over Redis', () => {
  beforeEach(async () => {
    const { links, end } = await open()
    await links.publisher.flushall()
    await end()
    endings = []
  })
  afterEach(closeAll)

  it('counts a person with tabs on two processes once', async () => {
    const [a, b] = await openTwo()
    const told = toldOf(a.presence, 'r1')
    enter(a, 'ada', 'ada')
    enter(b, 'ada', 'grace')
    await expectLast(told, 2)
    expect(b.presence.online('r1')).toBe(2)
  })

  it('keeps a user online whose tab on one process is closed while another one is open', async () => {
    const [a, b] = await openTwo()
    const told = toldOf(a.presence, 'r1')
    enter(a, 'grace', 'ada')
    enter(b, 'ada')
    await expectLast(told, 2)
    a.presence.leave('r1', 'ada')
    await vi.waitFor(() => expect(b.seen).toContain('ada'), WAIT)
    await vi.waitFor(
      async () => expect(await a.links.publisher.zscore('parley:presence:r1', 'ada')).not.toBeNull(),
      WAIT,
    )
    await expectLast(told, 2)
    b.presence.leave('r1', 'ada')
    await expectLast(told, 1)
  })

  it('learns the number of a room that is used on other processes only, once it is asked for', async () => {
    const [a, b] = await openTwo()
    enter(a, 'ada')
    await vi.waitFor(() => expect(b.presence.online('r1')).toBe(1), WAIT)
    a.presence.leave('r1', 'ada')
    await vi.waitFor(() => expect(b.presence.online('r1')).toBe(0), WAIT)
  })

  it('forgets the people of a process that died, after their time', async () => {
    const [a, b] = await openTwo({ ttlMs: 900 })
    const told = toldOf(a.presence, 'r1')
    enter(a, 'grace')
    enter(b, 'ada')
    await expectLast(told, 2)
    await b.die()
    await expectLast(told, 1)
  })

  // The renewal wrote whom it had listed at its beginning: who left while it went on counted for another time to live.
  it('does not put back who leaves while all the others are written again', async () => {
    const a = await open({ ttlMs: 6_000 })
    const b = await open()
    const many = Array.from({ length: 20_000 }, (_, i) => `p${i}`)
    const score = (user: string) => b.links.publisher.zscore('parley:presence:r1', user)
    for (const user of many) a.presence.enter('r1', user)
    await vi.waitFor(async () => expect(await score('p19999')).not.toBeNull(), WAIT)

    const [first, last] = await Promise.all([score('p0'), score('p19998')])
    await vi.waitFor(async () => expect(await score('p0')).not.toBe(first), { ...WAIT, interval: 1 })
    a.presence.leave('r1', 'p19999')
    await vi.waitFor(() => expect(b.seen).toContain('p19999'), WAIT)
    await vi.waitFor(async () => expect(await score('p19998')).not.toBe(last), WAIT)
    expect(await score('p19999')).toBeNull()
  })

  it('keeps the living for longer than one time to live', async () => {
    const [a, b] = await openTwo({ ttlMs: 300 })
    enter(a, 'ada')
    const told = toldOf(b.presence, 'r1')
    enter(b, 'grace')
    await expectLast(told, 2)
    const score = async () => Number(await b.links.publisher.zscore('parley:presence:r1', 'ada'))
    const first = await score()
    await vi.waitFor(async () => expect(await score()).toBeGreaterThan(first + 900), WAIT)
    expect(told.at(-1)).toBe(2)
  })

  it('takes its people out when it is closed', async () => {
    const [a, b] = await openTwo()
    const told = toldOf(a.presence, 'r1')
    enter(a, 'ada')
    enter(b, 'ada', 'grace')
    await expectLast(told, 2)
    await b.end()
    await expectLast(told, 1)
    await vi.waitFor(
      async () => expect(await a.links.publisher.zrange('parley:presence:r1', 0, -1)).toEqual(['ada']),
      WAIT,
    )
  })

  it('agrees with a process whose clock is an hour away', async () => {
    const a = await open()
    const b = await open({ now: () => performance.now() + 3_600_000 })
    const c = await open({ now: () => performance.now() - 3_600_000 })
    const tolds = [a, b, c].map(({ presence }) => toldOf(presence, 'r1'))
    enter(a, 'ada')
    enter(b, 'grace')
    enter(c, 'edsger')
    await vi.waitFor(() => expect(tolds.map(told => told.at(-1))).toEqual([3, 3, 3]), WAIT)
  })

  it('shows its own users while Redis is away, and all again after Redis came back empty', async () => {
    const [a, b] = await openTwo()
    const told = toldOf(a.presence, 'r1')
    enter(a, 'ada')
    enter(b, 'grace', 'edsger')
    await expectLast(told, 3)

    await server.kill()
    await vi.waitFor(() => expect(a.links.publisher.status).not.toBe('ready'), WAIT)
    enter(a, 'barbara')
    await expectLast(told, 2)
    b.presence.leave('r1', 'edsger')

    await server.restart()
    await expectLast(told, 3)
    await vi.waitFor(() => expect(b.presence.online('r1')).toBe(3), WAIT)
  })

  it('removes after an outage the users who left during it, although Redis kept them', async () => {
    const [a, b] = await openTwo()
    const toldA = toldOf(a.presence, 'r1')
    const toldB = toldOf(b.presence, 'r1')
    enter(a, 'ada')
    enter(b, 'grace', 'edsger')
    await vi.waitFor(() => expect([toldA.at(-1), toldB.at(-1)]).toEqual([3, 3]), WAIT)

    b.links.publisher.disconnect()
    b.presence.leave('r1', 'grace')
    await expectLast(toldB, 1)
    await b.links.publisher.connect()
    await vi.waitFor(() => expect([toldA.at(-1), toldB.at(-1)]).toEqual([2, 2]), WAIT)
  })

  it('announces its users again after an outage in which the other processes forgot them', async () => {
    const [a, b] = await openTwo()
    const told = toldOf(a.presence, 'r1')
    enter(a, 'ada')
    enter(b, 'grace', 'edsger')
    await expectLast(told, 3)

    b.links.publisher.disconnect()
    await vi.waitFor(() => expect(b.links.publisher.status).toBe('end'), WAIT)
    await a.links.publisher.zrem('parley:presence:r1', 'grace', 'edsger')
    a.presence.refresh('r1')
    await expectLast(told, 1)
    await b.links.publisher.connect()
    await expectLast(told, 3)
  })

  it('reads again what it missed while its subscriber was away', async () => {
    const [a, b] = await openTwo()
    const toldA = toldOf(a.presence, 'r1')
    const toldB = toldOf(b.presence, 'r1')
    enter(a, 'ada')
    await expectLast(toldA, 1)
    a.links.subscriber.disconnect()
    await vi.waitFor(() => expect(a.links.subscriber.status).toBe('end'), WAIT)
    enter(b, 'grace')
    await expectLast(toldB, 2)
    expect(toldA.at(-1)).toBe(1)
    await a.links.subscriber.connect()
    await expectLast(toldA, 2)
  })

  it('returns by itself from a server that stopped answering', async () => {
    const a = await open()
    const told = toldOf(a.presence, 'r1')
    enter(a, 'ada')
    await expectLast(told, 1)
    server.pause()
    try {
      enter(a, 'grace')
      expect(a.presence.online('r1')).toBe(2)
      await expectLast(told, 2)
    }
    finally {
      server.resume()
    }
    await vi.waitFor(
      async () => expect(await a.links.publisher.zcard('parley:presence:r1').catch(() => 0)).toBe(2),
      WAIT,
    )
  })
})
