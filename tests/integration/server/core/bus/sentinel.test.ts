import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createRedisSendLimit } from '../../../../../server/platform/limits/send-limit-redis'
import { createRedisPresence } from '../../../../../server/core/presence/redis'
import { startSentinel, type TestSentinel } from '../../../../support/redis-sentinel'
import { describeBus } from './conformance'
import { createProcesses } from './processes'
import { linked, message, seqs } from './recorder'

const WAIT = { timeout: 25_000, interval: 20 }

let sentinel: TestSentinel
beforeAll(async () => {
  sentinel = await startSentinel()
})
afterAll(() => sentinel?.stop())

const processes = createProcesses(() => sentinel.url)

describeBus('over what Sentinel calls the master', async () => ({
  open: () => processes.open().bus,
  external: async (room, text) => void await sentinel.servers[0].cli('PUBLISH', room, text),
  close: processes.close,
}))

describe('a bus over Sentinel', () => {
  afterEach(processes.close)

  it('follows to the new master when the old one was killed, and people are counted and limited there', async () => {
    const [old, other] = sentinel.servers
    const [a, b] = [await processes.started(), await processes.started()]
    b.bus.subscribe('r1', { external: true })
    await linked(a.bus, b.record, 'r1')
    const connects = b.record.connects

    await old.kill()
    await vi.waitFor(async () => expect(await sentinel.masterPort()).toBe(other.port), WAIT)
    await vi.waitFor(() => expect([a.bus.state().connected, b.bus.state().connected]).toEqual([true, true]), WAIT)
    expect(b.record.connects).toBeGreaterThan(connects)
    await vi.waitFor(() => {
      a.bus.publish('r1', [message('r1', 1)])
      expect(seqs(b.record, 'r1')).toContain(1)
    }, WAIT)
    await other.cli('PUBLISH', 'r1', 'hello from redis-cli')
    await vi.waitFor(() => expect(b.record.texts).toContain('r1: hello from redis-cli'), WAIT)

    const presence = createRedisPresence({ links: a.links, control: a.bus.control })
    presence.enter('r1', 'ada')
    await vi.waitFor(async () => expect(await other.cli('ZCARD', 'parley:presence:r1')).toBe(1), WAIT)
    expect(await createRedisSendLimit({ messages: 2, seconds: 100 }, a.links).take('ada', '192.0.2.1')).toEqual({
      allowed: true,
    })
    expect(await other.cli('GET', 'parley:send:ada')).toBe('1')
    await presence.close()
  })
})
