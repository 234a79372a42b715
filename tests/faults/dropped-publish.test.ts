import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCluster, type Cluster } from '../support/cluster'
import { gather } from '../support/crowd'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy'
import { inForm } from '../support/form'
import { startMembers, type Members } from '../support/members'
import { forEachSeed, seededRandom } from '../support/random'
import { headOf } from '../support/read-log'
import { waitFor } from '../support/wait-for'

const ROOM = 'channel_1'

describe('a process that Redis Pub/Sub does not bring everything', () => {
  const proxies: FaultProxy[] = []
  let cluster: Cluster
  let members: Members

  beforeAll(async () => {
    cluster = await startCluster(async ({ port, url }) => {
      const proxy = await startFaultProxy({ port })
      proxies.push(proxy)
      return proxy.through(url)
    })
    members = await startMembers(cluster.apps[0].url, 2)
  })
  afterAll(async () => {
    await cluster?.stop()
    await Promise.all(proxies.map(proxy => proxy.close()))
  })

  /** Chunks that carry events of a room. */
  const isPublication = (bytes: Buffer) => bytes.includes('parley:room:')

  function dropped(): number {
    return proxies.reduce((sum, proxy) => sum + proxy.dropped('toClient'), 0)
  }

  async function crowd(seed: number) {
    const [one] = cluster.apps
    const after = await headOf(one.url, ROOM)
    const people = await gather({
      count: 4,
      url: index => cluster.apps[index % 2 === 0 ? 0 : 1].url,
      random: seededRandom(seed),
      members,
    })
    return { people, same: () => people.expectSame({ url: one.url, room: ROOM, after }) }
  }

  it('reads a gap from the log, whatever Redis drops between', async () => {
    await forEachSeed(inForm(2, 20), async (random) => {
      const { people, same } = await crowd(random.seed)
      const before = dropped()
      for (const proxy of proxies) proxy.drop('toClient', bytes => isPublication(bytes) && random.chance(0.5))
      try {
        people.talk(ROOM, 100)
        await people.acked(100)
        people.silence()
        await same()
        expect(dropped()).toBeGreaterThan(before)
      }
      finally {
        for (const proxy of proxies) proxy.heal()
        await people.close()
      }
    })
  })

  it('reads the last message of a room that falls silent, though it was dropped and nothing follows', async () => {
    const { people, same } = await crowd(1)
    const [ada, bob] = people.tabs
    const before = dropped()
    for (const proxy of proxies) proxy.drop('toClient', isPublication)
    try {
      await waitFor(() => people.tabs.every(tab => tab.client.room(ROOM).position() !== null), {
        what: 'everybody to be in the room',
      })
      ada?.send(ROOM, 'the last word')
      await waitFor(() => bob?.client.room(ROOM).view()?.items.some(item => item.text === 'the last word') ?? false, {
        what: 'the last word to be read',
        timeoutMs: 60_000,
      })
      await same()
      expect(dropped()).toBeGreaterThan(before)
    }
    finally {
      for (const proxy of proxies) proxy.heal()
      await people.close()
    }
  })
})
