import keySlot from 'cluster-key-slot'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRedisSendLimit } from '../../../../../../server/platform/limits/send-limit-redis'
import { createRedisPresence } from '../../../../../../server/core/presence/redis'
import { startRedisCluster, type TestRedisCluster } from '../../../../../support/redis-cluster'
import { describeSendLimit } from '../../limits/conformance'
import { describePresence } from '../../../core/presence/conformance'
import { describeBus } from '../../../core/bus/conformance'
import { createProcesses } from '../../../core/bus/processes'
import { linked, message, seqs } from '../../../core/bus/recorder'

const WAIT = { timeout: 20_000, interval: 20 }

let cluster: TestRedisCluster
beforeAll(async () => {
  cluster = await startRedisCluster()
})
afterAll(() => cluster?.stop())

let url = ''
const processes = createProcesses(() => url || cluster.url)

const node = (index: number) => cluster.nodes[index % cluster.nodes.length]!

describeBus('over a Redis Cluster', async () => {
  let turn = 0
  return {
    open: () => processes.open().bus,
    external: async (room, text) => void await node(turn++).cli('PUBLISH', room, text),
    close: processes.close,
  }
})

describePresence('over a Redis Cluster', async () => {
  await cluster.flush()
  const endings: (() => Promise<void>)[] = []
  return {
    async open() {
      const { links, bus } = await processes.started()
      const presence = createRedisPresence({ links, control: bus.control, intervalMs: 30, leadMs: 20, ttlMs: 600_000 })
      endings.push(() => presence.close())
      return presence
    },
    async close() {
      await Promise.all(endings.map(end => end()))
      await processes.close()
    },
  }
})

describeSendLimit('over a Redis Cluster', async () => {
  await cluster.flush()
  const { links } = await processes.started()
  return { open: rate => createRedisSendLimit(rate, links), close: processes.close }
})

describe('a bus over a Redis Cluster', () => {
  let rejections: unknown[] = []
  const onRejection = (reason: unknown) => void rejections.push(reason)

  beforeEach(() => {
    rejections = []
    process.on('unhandledRejection', onRejection)
  })
  afterEach(async () => {
    await processes.close()
    process.off('unhandledRejection', onRejection)
    expect(rejections).toEqual([])
  })

  /** Rooms of each master, in its order. */
  function roomOf(index: number): string {
    const owner = (room: string) => Math.floor(keySlot(`parley:room:${room}`) * cluster.nodes.length / 16_384)
    return Array.from({ length: 100 }, (_, i) => `room_${i}`).find(room => owner(room) === index) ?? ''
  }

  it('hears each room on the master that has its slot, and there alone', async () => {
    const [a, b] = [await processes.started(), await processes.started()]
    const rooms = [0, 1, 2].map(roomOf)
    for (const room of rooms) b.bus.subscribe(room, { external: true })
    for (const room of rooms) await linked(a.bus, b.record, room)
    for (const [index, room] of rooms.entries()) {
      const channel = `parley:room:${room}`
      expect(await node(index).cli('PUBSUB', 'SHARDCHANNELS')).toEqual([channel])
      expect(await node(index).cli('PUBSUB', 'SHARDNUMSUB', channel)).toEqual([channel, 1])
      expect(await node(index).cli('PUBSUB', 'NUMSUB', channel)).toEqual([channel, 0])
    }
    for (const room of rooms) b.bus.unsubscribe(room)
    await vi.waitFor(async () => {
      for (const { cli } of cluster.nodes) expect(await cli('PUBSUB', 'SHARDCHANNELS')).toEqual([])
    }, WAIT)
  })

  it('counts people in rooms of all masters with one clock', async () => {
    await cluster.flush()
    const [a, b] = [await processes.started(), await processes.started()]
    const [here, there] = [a, b].map(({ links, bus }) =>
      createRedisPresence({ links, control: bus.control, intervalMs: 30, leadMs: 20 }),
    )
    const rooms = Array.from({ length: 300 }, (_, i) => `r${i}`)
    for (const room of rooms) {
      here?.enter(room, 'ada')
      there?.enter(room, 'grace')
    }
    await vi.waitFor(() => expect(rooms.map(room => here?.online(room))).toEqual(rooms.map(() => 2)), WAIT)
    await Promise.all([here?.close(), there?.close()])
  })

  it('gives its name and password to every node, on every connection', async () => {
    for (const { cli } of cluster.nodes) await cli('ACL', 'SETUSER', 'ada', 'on', '>p@ss', '+@all', '~*', '&*')
    url = cluster.url.replace('://', '://ada:p%40ss@')
    try {
      await processes.started()
      const connections = (await Promise.all(cluster.nodes.map(({ cli }) => cli('CLIENT', 'LIST')))).flatMap(list =>
        String(list).split('\n'),
      )
      const own = connections.filter(line => /name=\S*parley-/.test(line))
      for (const name of ['publisher', 'subscriber', 'shard']) expect(own.join()).toContain(`name=parley-${name}`)
      expect(own.filter(line => !line.includes('user=ada'))).toEqual([])
    }
    finally {
      url = ''
    }
  })

  it('hears a room again whose slot moves to another master', async () => {
    const [a, b] = [await processes.started(), await processes.started()]
    const room = roomOf(0)
    const slot = keySlot(`parley:room:${room}`)
    b.bus.subscribe(room)
    await linked(a.bus, b.record, room)
    const connects = b.record.connects
    await cluster.moveSlot(slot, node(1))
    try {
      await vi.waitFor(() => {
        a.bus.publish(room, [message(room, 1)])
        expect(seqs(b.record, room)).toContain(1)
      }, WAIT)
      expect(b.record.connects).toBeGreaterThan(connects)
      expect(b.bus.state().connected).toBe(true)
    }
    finally {
      await cluster.moveSlot(slot, node(0))
    }
  })

  it('returns, and only then calls up, when a master was killed and started again', async () => {
    const [a, b] = [await processes.started(), await processes.started()]
    const rooms = [0, 1, 2].map(roomOf)
    for (const room of rooms) b.bus.subscribe(room)
    for (const room of rooms) await linked(a.bus, b.record, room)
    const connects = b.record.connects
    await node(1).kill()
    await vi.waitFor(
      () => expect(b.bus.state()).toMatchObject({ connected: false, detail: expect.stringContaining('REDIS_URL') }),
      WAIT,
    )
    expect(b.record.connects).toBe(connects)
    await node(1).restart()
    await cluster.healthy()
    await vi.waitFor(() => expect(b.record.connects).toBeGreaterThan(connects), WAIT)
    for (const room of rooms) {
      await vi.waitFor(() => {
        a.bus.publish(room, [message(room, 9)])
        expect(seqs(b.record, room)).toContain(9)
      }, WAIT)
    }
  })

  it('notices a master that hangs', async () => {
    const a = await processes.started()
    node(2).pause()
    try {
      await vi.waitFor(() => expect(a.bus.state().connected).toBe(false), WAIT)
    }
    finally {
      node(2).resume()
    }
    await cluster.healthy()
    await vi.waitFor(() => expect(a.bus.state().connected).toBe(true), WAIT)
  })
})
