import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { connectRedis } from '../../../../../server/platform/redis/connect'
import { createRedisBus } from '../../../../../server/core/bus/redis'
import { Hub } from '../../../../../server/core/hub/hub'
import { ROOM_IDLE_MS } from '../../../../../server/platform/limits/server-limits'
import { MemoryLog } from '../../../../support/memory-log'
import { RecordingPeer } from '../../../../support/recording-peer'
import { startRedis, type TestRedis } from '../../../../support/redis'

let redis: TestRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis?.stop())
afterEach(() => vi.useRealTimers())

describe('the hub on Redis', () => {
  it('subscribes to a room with its first peer, and no longer when the room was empty for a while', async () => {
    const links = connectRedis({ REDIS_URL: redis.url, REDIS_PREFIX: 'parley' }, { logger: pino({ level: 'silent' }) })
    if (!links) throw new Error('REDIS_URL was given.')
    const bus = createRedisBus(links)
    const log = new MemoryLog()
    log.add('channel_1', 1)
    log.add('channel_2', 1)
    vi.useFakeTimers({ toFake: ['performance'] })
    const hub = new Hub({
      log,
      bus,
      presence: { enter: () => {}, leave: () => {}, online: () => 1, onChange: () => {} },
      external: () => true,
      mayEnter: () => true,
      onError: () => {},
    })
    const channels = async () => Object.values(Object(await redis.cli('PUBSUB', 'CHANNELS'))).toSorted()
    try {
      await bus.start({ events: () => {}, external: () => {}, control: () => {}, onConnected: () => {} })
      await vi.waitFor(async () => expect(await channels()).toEqual(['parley:control']))
      await hub.heads(['channel_1', 'channel_2'])
      const [first, second] = [new RecordingPeer('app', 'ada'), new RecordingPeer('app', 'bob')]
      await Promise.all([hub.join(first, 'channel_1', 1), hub.join(second, 'channel_1', 1)])
      const withRoom = ['channel_1', 'parley:control', 'parley:room:channel_1']
      await vi.waitFor(async () => expect(await channels()).toEqual(withRoom))
      expect(await redis.cli('PUBSUB', 'NUMSUB', 'parley:room:channel_1')).toEqual(['parley:room:channel_1', 1])

      hub.drop(first)
      vi.advanceTimersByTime(ROOM_IDLE_MS + 1)
      await hub.checkHeads()
      expect(await channels()).toEqual(withRoom)
      hub.drop(second)
      vi.advanceTimersByTime(ROOM_IDLE_MS + 1)
      await hub.checkHeads()
      await vi.waitFor(async () => expect(await channels()).toEqual(['parley:control']))
    }
    finally {
      hub.close()
      await bus.close()
      await links.close()
    }
  })
})
