import { once } from 'node:events'
import { execa } from 'execa'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { Redis } from 'ioredis'
import type { Bus } from '../../../../../server/core/bus/bus'
import { connectRedis, type RedisLinks } from '../../../../../server/platform/redis/connect'
import { createRedisBus } from '../../../../../server/core/bus/redis'
import { AS_CHILD } from '../../../../support/children'
import { startRedis } from '../../../../support/redis'
import { describeBus } from './conformance'
import { linked, message, recorder, seqs } from './recorder'

const WAIT = { timeout: 15_000, interval: 20 }

let server: Awaited<ReturnType<typeof startRedis>>
beforeAll(async () => {
  server = await startRedis()
})
afterAll(() => server.stop())

/** The log lines of all buses of a test. */
let lines: string[] = []
let opened: { bus: Bus, links: RedisLinks }[] = []

/** Notices a half-open link within 400 ms. */
const QUICK_WATCHDOG = { intervalMs: 100, deadlineMs: 300 }

function open(url = server.url, watchdog = QUICK_WATCHDOG) {
  const logger = pino({ base: null }, { write: (line: string) => void lines.push(line) })
  const links = connectRedis({ REDIS_URL: url, REDIS_PREFIX: 'parley' }, { logger, watchdog })
  if (!links) throw new Error('REDIS_URL was given.')
  const entry = { bus: createRedisBus(links), links }
  opened.push(entry)
  return entry
}

async function closeAll() {
  await Promise.all(opened.map(async ({ bus, links }) => {
    await bus.close()
    await links.close()
  }))
  opened = []
}

describeBus('over Redis', async () => {
  const other = new Redis(server.url)
  return {
    open: () => open().bus,
    external: async (room, text) => void await other.publish(room, text),
    async close() {
      await closeAll()
      other.disconnect()
    },
  }
})

describe('a bus over Redis', () => {
  let rejections: unknown[] = []
  const onRejection = (reason: unknown) => rejections.push(reason)

  beforeEach(() => {
    lines = []
    rejections = []
    process.on('unhandledRejection', onRejection)
  })
  afterEach(async () => {
    await closeAll()
    process.off('unhandledRejection', onRejection)
    expect(rejections).toEqual([])
  })

  async function started(url?: string, watchdog?: typeof QUICK_WATCHDOG) {
    const entry = open(url, watchdog)
    const record = recorder()
    await entry.bus.start(record)
    return { ...entry, record }
  }

  /** Two processes, the second subscribed to r1 and hearing the first. */
  async function pair() {
    const a = await started()
    const b = await started()
    b.bus.subscribe('r1', { external: true })
    await linked(a.bus, b.record, 'r1')
    return { a, b }
  }

  async function cli(...args: string[]) {
    await execa('redis-cli', ['-p', String(server.port), ...args])
  }

  /** After trouble: `up` was called again, and what is published now arrives. */
  async function expectReturn({ a, b }: Awaited<ReturnType<typeof pair>>, connectsBefore: number) {
    await vi.waitFor(() => expect(b.record.connects).toBeGreaterThan(connectsBefore), WAIT)
    await vi.waitFor(() => expect(a.bus.state().connected).toBe(true), WAIT)
    a.bus.publish('r1', [message('r1', 99)])
    await vi.waitFor(() => expect(seqs(b.record, 'r1')).toContain(99), WAIT)
  }

  it('subscribes again by itself, and only then calls up, when Redis was killed and started again', async () => {
    const processes = await pair()
    await server.kill()
    await vi.waitFor(
      () =>
        expect(processes.b.bus.state()).toMatchObject({
          connected: false,
          detail: expect.stringContaining('REDIS_URL'),
        }),
      WAIT,
    )
    await server.restart()
    await expectReturn(processes, 1)
    expect(processes.b.record.connects).toBe(2)
  })

  it('returns when Redis cuts its subscribers', async () => {
    const processes = await pair()
    await cli('CLIENT', 'KILL', 'TYPE', 'pubsub')
    await expectReturn(processes, 1)
  })

  it('notices a half-open link, and returns when the server answers again', async () => {
    const processes = await pair()
    server.pause()
    try {
      await vi.waitFor(() => expect(processes.b.bus.state().connected).toBe(false), WAIT)
      await vi.waitFor(() => expect(processes.a.bus.state().connected).toBe(false), WAIT)
      expect(lines.join('')).toContain('looks open but is dead')
    }
    finally {
      server.resume()
    }
    await expectReturn(processes, 1)
  })

  it('starts without a Redis, drops what it can not send, and finds Redis when it comes', async () => {
    const processes = await pair()
    await server.kill()
    const late = await started()
    late.bus.subscribe('r1')
    for (let seq = 1; seq <= 5_000; seq++) late.bus.publish('r1', [message('r1', seq)])
    late.bus.control({ type: 'presence', room: 'r1' })
    await vi.waitFor(
      () =>
        expect(late.bus.state()).toMatchObject({ connected: false, detail: expect.stringContaining('ECONNREFUSED') }),
      WAIT,
    )
    await server.restart()
    await vi.waitFor(() => expect(late.record.connects).toBe(1), WAIT)
    await expectReturn(processes, 1)
    await vi.waitFor(() => expect(seqs(late.record, 'r1')).toEqual([99]), WAIT)
  })

  it('drops what a dead link does not take, instead of gathering it without end', async () => {
    const a = await started(server.url, { intervalMs: 60_000, deadlineMs: 60_000 })
    await vi.waitFor(() => expect(a.record.connects).toBe(1), WAIT)
    server.pause()
    try {
      const text = 'x'.repeat(4_000)
      for (let batch = 0; batch < 100; batch++) {
        a.bus.publish('r1', Array.from({ length: 60 }, (_, i) => message('r1', batch * 60 + i + 1, text)))
        await new Promise(setImmediate)
      }
      const { publisher } = a.links
      if (!(publisher instanceof Redis)) throw new Error('One server has one link.')
      expect(publisher.stream.writableLength).toBeLessThan(9 * 1024 * 1024)
      expect(lines.join('')).toContain('does not answer')
    }
    finally {
      server.resume()
    }
  })

  it('changes its subscriptions while it is away, and returns with the ones that are wanted then', async () => {
    const { a, b } = await pair()
    await server.kill()
    b.bus.unsubscribe('r1')
    b.bus.subscribe('r2')
    await server.restart()
    await linked(a.bus, b.record, 'r2')
    const { stdout } = await execa('redis-cli', ['-p', String(server.port), 'PUBSUB', 'CHANNELS'])
    expect(stdout.trim().split('\n').sort()).toEqual(['parley:control', 'parley:room:r2'])
  })

  it('ignores what Redis still sends of a room that was left a moment ago', async () => {
    const { b } = await pair()
    b.bus.unsubscribe('r1')
    b.links.subscriber.emit('message', 'parley:room:r1', JSON.stringify([message('r1', 1)]))
    b.links.subscriber.emit('message', 'r1', 'hello')
    expect([seqs(b.record, 'r1'), b.record.texts]).toEqual([[], []])
  })

  it('leaves no subscription behind, however subscribes and unsubscribes crossed', async () => {
    const { b } = await pair()
    for (let i = 0; i < 30; i++) {
      b.bus.subscribe(`room_${i}`, { external: true })
      if (i % 4 === 0) await new Promise(setImmediate)
      b.bus.unsubscribe(`room_${i}`)
    }
    b.bus.unsubscribe('r1')
    await vi.waitFor(async () => {
      const { stdout } = await execa('redis-cli', ['-p', String(server.port), 'PUBSUB', 'CHANNELS'])
      expect(stdout.trim()).toBe('parley:control')
    }, WAIT)
  })

  it('subscribes many rooms of one turn with one command', async () => {
    const { b } = await pair()
    const count = async () =>
      Number(/cmdstat_subscribe:calls=(\d+)/.exec(await b.links.publisher.info('commandstats'))?.[1])
    const before = await count()
    for (let i = 0; i < 200; i++) b.bus.subscribe(`room_${i}`)
    await vi.waitFor(async () => {
      expect(await b.links.publisher.pubsub('CHANNELS', 'parley:room:room_*')).toHaveLength(200)
    }, WAIT)
    expect(await count()).toBe(before + 1)
  })

  it('sends the events of one room and turn as one publish', async () => {
    const { a, b } = await pair()
    let publishes = 0
    b.links.subscriber.on('message', () => publishes++)
    await Promise.all(Array.from({ length: 100 }, async (_, i) => {
      await Promise.resolve()
      a.bus.publish('r1', [message('r1', i + 1)])
    }))
    await vi.waitFor(() => expect(seqs(b.record, 'r1')).toHaveLength(100), WAIT)
    expect(publishes).toBe(1)
  })

  it('hears a bare redis-cli PUBLISH as an external text', async () => {
    const { b } = await pair()
    b.bus.subscribe('channel_1', { external: true })
    await vi.waitFor(async () => {
      await cli('PUBLISH', 'channel_1', 'hello')
      expect(b.record.texts).toContain('channel_1: hello')
    }, WAIT)
    await cli('PUBLISH', 'channel_1', '  ')
    await cli('PUBLISH', 'channel_1', 'y'.repeat(10_000))
    await cli('PUBLISH', 'channel_1', 'end')
    await vi.waitFor(() => expect(b.record.texts.at(-1)).toBe('channel_1: end'), WAIT)
    expect(b.record.texts.at(-2)).toBe(`channel_1: ${'y'.repeat(4_000)}`)
    expect(b.record.texts).not.toContain('channel_1:   ')
  })

  it('shows its traffic to redis-cli SUBSCRIBE', async () => {
    const { a } = await pair()
    const child = execa('redis-cli', ['-p', String(server.port), 'SUBSCRIBE', 'parley:room:channel_1'], AS_CHILD)
    try {
      let output = ''
      child.stdout.on('data', (data: Buffer) => (output += data.toString()))
      await once(child.stdout, 'data')
      const event = message('channel_1', 1)
      await vi.waitFor(() => {
        a.bus.publish('channel_1', [event])
        expect(output).toContain(JSON.stringify([event]))
      }, WAIT)
    }
    finally {
      child.kill()
    }
  })

  it.each([
    ['not JSON', 'parley:room:r1', 'secret-text'],
    ['not a list', 'parley:room:r1', '{"text":"secret-text"}'],
    ['an event without its fields', 'parley:room:r1', '[{"type":"message","text":"secret-text"}]'],
    ['an event of another room', 'parley:room:r1', JSON.stringify([message('r2', 1, 'secret-text')])],
    ['an unknown control message', 'parley:control', '{"type":"format","disk":"secret-text"}'],
  ])('drops a payload that is %s with one log line without its body', async (_, channel, payload) => {
    const { a, b } = await pair()
    await cli('PUBLISH', channel, payload)
    a.bus.publish('r1', [message('r1', 1)])
    await vi.waitFor(() => expect(seqs(b.record, 'r1')).toEqual([1]), WAIT)
    expect(b.record.heard.filter(event => event.type === 'message' && event.text === 'secret-text')).toEqual([])
    const about = lines.filter(line => line.includes('"stage":"payload"'))
    // Each of the two processes hears control messages; only one is in the room.
    expect(about).toHaveLength(channel === 'parley:control' ? 2 : 1)
    expect(lines.join('')).not.toContain('secret-text')
  })

  it('never logs the password of the URL, and does not log every attempt', async () => {
    const { bus, record, links } = await started(`redis://somebody:not%20the-password@127.0.0.1:${server.port}`)
    let attempts = 0
    links.subscriber.on('close', () => attempts++)
    await vi.waitFor(() => expect(attempts).toBeGreaterThan(3), WAIT)
    expect(record.connects).toBe(0)
    expect(bus.state().detail).toContain('WRONGPASS')
    expect(lines.length).toBeLessThanOrEqual(2)
    expect(lines.join('') + bus.state().detail).not.toMatch(/not( |%20)the-password/)
  })

  it('goes on without the bare channels, and says so, where an ACL forbids them', async () => {
    await cli('ACL', 'SETUSER', 'narrow', 'on', '>pw', '+@all', '~*', 'resetchannels', '&parley:*')
    const a = await started()
    const narrow = await started(`redis://narrow:pw@127.0.0.1:${server.port}`)
    narrow.bus.subscribe('r1', { external: true })
    await linked(a.bus, narrow.record, 'r1')
    await vi.waitFor(
      () => expect(narrow.bus.state()).toMatchObject({ connected: false, detail: expect.stringContaining('NOPERM') }),
      WAIT,
    )
    expect(narrow.record.connects).toBe(1)
  })
})
