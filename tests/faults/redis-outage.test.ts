import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCluster, type Cluster } from '../support/cluster'
import { gather, REAL_TIME, type Crowd } from '../support/crowd'
import { inForm, WHOLE } from '../support/form'
import { startMembers, type Members } from '../support/members'
import { oneSeed, seededRandom } from '../support/random'
import { headOf } from '../support/read-log'
import { waitFor } from '../support/wait-for'

const ROOM = 'channel_1'
const SEED = oneSeed()

describe('two processes under load, when Redis', () => {
  let cluster: Cluster
  /** One on each process. */
  let members: Members

  beforeAll(async () => {
    cluster = await startCluster()
    members = await startMembers(cluster.apps[0].url, 2)
  })
  afterAll(() => cluster?.stop())

  /** People of both processes talk while `trouble` happens. At the end all of them must show the one log. */
  async function expectNothingLost(trouble: (crowd: Crowd) => Promise<void>): Promise<void> {
    const [one] = cluster.apps
    const after = await headOf(one.url, ROOM)
    const url = (index: number) => cluster.apps[index % 2 === 0 ? 0 : 1].url
    const crowd = await gather({ count: 4, url, random: seededRandom(SEED), clockFactor: REAL_TIME, members })
    try {
      crowd.talk(ROOM, 100)
      await crowd.acked(20)
      await trouble(crowd)
      await cluster.connected()
      await crowd.acked(50)
      crowd.silence()
      await crowd.expectSame({ url: one.url, room: ROOM, after })
      expect(crowd.tabs.flatMap(tab => tab.closes)).toEqual([])
    }
    finally {
      await crowd.close()
    }
  }

  /** What is said on the one process is read on the other, though Redis does not bring it. */
  async function readEachOther({ tabs }: Crowd, words: string): Promise<void> {
    const pairs = [[tabs[0], tabs[1]], [tabs[1], tabs[0]]] as const
    await Promise.all(pairs.map(async ([from, to], index) => {
      const text = `${words} ${index}`
      from?.send(ROOM, text)
      await waitFor(() => to?.client.room(ROOM).view()?.items.some(item => item.text === text) ?? false, {
        what: `"${text}" to be read on the other process`,
        timeoutMs: 60_000,
      })
    }))
  }

  it('is killed and started again: nothing is lost, all stays in order, and people read each other meanwhile', async () => {
    await expectNothingLost(async (crowd) => {
      await cluster.redis.kill()
      await cluster.connected(false)
      for (let round = 0; round < inForm(1, 5); round++) await readEachOther(crowd, `Redis is dead ${round}`)
      await cluster.redis.restart()
    })
  })

  it('hangs: nothing is lost, all stays in order, and people read each other meanwhile', async () => {
    await expectNothingLost(async (crowd) => {
      cluster.redis.pause()
      try {
        await readEachOther(crowd, 'Redis hangs')
        // It hangs until both processes have noticed by themselves, which takes up to ten seconds.
        if (WHOLE) {
          await cluster.connected(false)
          await readEachOther(crowd, 'Redis hangs still')
        }
      }
      finally {
        cluster.redis.resume()
      }
    })
  })

  it('cuts the connections of its subscribers again and again: nothing is lost, and all stays in order', async () => {
    await expectNothingLost(async (crowd) => {
      let killed = 0
      for (let round = 0; round < inForm(5, 50); round++) {
        killed += Number(await cluster.redis.cli('CLIENT', 'KILL', 'TYPE', 'pubsub'))
        await crowd.acked(10)
      }
      expect(killed).toBeGreaterThan(0)
    })
  })
})
