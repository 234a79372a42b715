import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRedisBus } from '../../../../../../server/core/bus/redis'
import { createRedisPeople } from '../../../../../../server/core/presence/people/redis'
import { connectRedis } from '../../../../../../server/platform/redis/connect'
import { startRedis } from '../../../../../support/redis'
import { changedOf, describePeople, expectWhere, WAIT, whereOf } from './conformance'

let server: Awaited<ReturnType<typeof startRedis>>
beforeAll(async () => {
  server = await startRedis()
})
afterAll(() => server.stop())

type Options = Partial<Parameters<typeof createRedisPeople>[0]>
let endings: (() => Promise<void>)[] = []

/** One process. `die` is what kill -9 is to the others. Users live longer than a test, unless it says otherwise. */
async function open(options: Options = {}) {
  const links = connectRedis(
    { REDIS_URL: server.url, REDIS_PREFIX: 'parley' },
    { logger: pino({ level: 'silent' }), watchdog: { intervalMs: 100, deadlineMs: 300 } },
  )
  if (!links) throw new Error('REDIS_URL was given.')
  const bus = createRedisBus(links)
  const presence = createRedisPeople({ links, control: bus.control, lifeMs: 600_000, ...options })
  await bus.start({
    events: () => {},
    external: () => {},
    onConnected: () => {},
    control: message => message.type === 'people' && presence.refresh(message),
  })
  const end = async () => {
    await presence.close()
    await bus.close()
    await links.close()
  }
  endings.push(end)
  await vi.waitFor(() => expect(bus.state().connected).toBe(true), WAIT)
  await vi.waitFor(async () => expect(links.publisher.status).toBe('ready'), WAIT)
  return { presence, links, end, die: () => links.close() }
}

async function closeAll() {
  await Promise.all(endings.map(end => end()))
  endings = []
}

async function empty() {
  const { links, end } = await open()
  await links.publisher.flushall()
  await end()
  endings = []
}

describePeople('over Redis', async () => {
  await empty()
  return { open: async () => (await open()).presence, close: closeAll }
})

describe('the presence of users of several processes', () => {
  beforeEach(empty)
  afterEach(closeAll)

  it('reaches the other processes when it changes', async () => {
    const [a, b] = [await open(), await open()]
    const changed = changedOf(b.presence)
    a.presence.put('ada', 'online')
    await vi.waitFor(() => expect(changed).toContain('ada'), WAIT)
    await expectWhere(b.presence, { ada: 'online' })
  })

  it('is online where a device on one process is idle and one on another is used', async () => {
    const [a, b] = [await open(), await open()]
    a.presence.put('ada', 'online')
    b.presence.put('ada', 'online')
    await expectWhere(b.presence, { ada: 'online' })
    a.presence.put('ada', 'away')
    await vi.waitFor(
      async () => expect(await b.links.publisher.zscore('parley:people:away', 'ada')).not.toBeNull(),
      WAIT,
    )
    await vi.waitFor(
      async () => expect(await a.links.publisher.zscore('parley:people:online', 'ada')).not.toBeNull(),
      WAIT,
    )
    await expectWhere(a.presence, { ada: 'online' })
    b.presence.put('ada', 'away')
    await expectWhere(a.presence, { ada: 'away' })
    await expectWhere(b.presence, { ada: 'away' })
  })

  it('stays where a tab on one process is closed and another process holds one', async () => {
    const [a, b] = [await open(), await open()]
    a.presence.put('ada', 'online')
    b.presence.put('ada', 'online')
    await expectWhere(a.presence, { ada: 'online' })
    a.presence.put('ada', null)
    await vi.waitFor(async () => expect(await a.links.publisher.zscore('parley:people:online', 'ada')).not.toBeNull(), WAIT)
    await expectWhere(a.presence, { ada: 'online' })
  })

  it('ends with a process that died, and lasts with one that lives', async () => {
    const [a, b] = [await open({ lifeMs: 900, renewMs: 300 }), await open({ lifeMs: 900, renewMs: 300 })]
    a.presence.put('ada', 'online')
    b.presence.put('grace', 'away')
    await expectWhere(a.presence, { ada: 'online', grace: 'away' })
    await b.die()
    await expectWhere(a.presence, { grace: 'offline' })
    expect(await whereOf(a.presence, 'ada')).toEqual(['online'])
  })

  it('ends at once with a process that is stopped', async () => {
    const [a, b] = [await open(), await open()]
    const changed = changedOf(a.presence)
    b.presence.put('grace', 'online')
    await expectWhere(a.presence, { grace: 'online' })
    changed.length = 0
    await b.end()
    await vi.waitFor(() => expect(changed).toContain('grace'), WAIT)
    await expectWhere(a.presence, { grace: 'offline' })
  })

  it('keeps nothing in Redis of a user who is not put, or not any more', async () => {
    const a = await open()
    a.presence.put('ada', 'online')
    a.presence.put('grace', 'online')
    await expectWhere(a.presence, { ada: 'online', grace: 'online' })
    a.presence.put('ada', null)
    const kept = async () => [
      await a.links.publisher.zrange('parley:people:online', 0, -1),
      await a.links.publisher.zrange('parley:people:away', 0, -1),
    ]
    await vi.waitFor(async () => expect(await kept()).toEqual([['grace'], []]), WAIT)
  })

  it('is that of this process while Redis is away, and of all again after Redis came back empty', async () => {
    const [a, b] = [await open({ renewMs: 300 }), await open({ renewMs: 300 })]
    a.presence.put('ada', 'online')
    b.presence.put('grace', 'away')
    await expectWhere(a.presence, { ada: 'online', grace: 'away' })
    await server.kill()
    await vi.waitFor(() => expect(a.links.publisher.status).not.toBe('ready'), WAIT)
    await expectWhere(a.presence, { ada: 'online', grace: 'offline' })
    await server.restart()
    await expectWhere(a.presence, { ada: 'online', grace: 'away' })
    await expectWhere(b.presence, { ada: 'online', grace: 'away' })
  })
})
