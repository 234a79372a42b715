import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CLOSE } from '#shared/close-codes'
import { startBalancer, type Balancer } from '../support/balancer'
import { startCluster, type Cluster } from '../support/cluster'
import { gather, REAL_TIME } from '../support/crowd'
import { inForm } from '../support/form'
import { startMembers } from '../support/members'
import { oneSeed, seededRandom } from '../support/random'

const ROOM = 'channel_1'
const SEED = oneSeed()

describe('two processes under load that are stopped one after the other', () => {
  let cluster: Cluster
  let balancer: Balancer

  beforeAll(async () => {
    cluster = await startCluster()
    balancer = await startBalancer(cluster.apps.map(app => app.port))
  })
  afterAll(async () => {
    await balancer?.close()
    await cluster?.stop()
  })

  it('close all clients with 1012, and each goes on where it was, on the other one', async () => {
    const url = `http://127.0.0.1:${balancer.port}`
    const members = await startMembers(url, 2)
    const crowd = await gather({
      count: inForm(6, 20),
      url: () => url,
      random: seededRandom(SEED),
      clockFactor: REAL_TIME,
      members,
    })
    try {
      crowd.talk(ROOM, inForm(60, 200))
      await crowd.acked(50)
      for (let round = 0; round < inForm(1, 5); round++) {
        for (const app of cluster.apps) {
          await app.restart()
          await crowd.acked(50)
        }
      }
      crowd.silence()
      await crowd.expectSame({ url, room: ROOM })
      for (const { closes } of crowd.tabs) expect(new Set(closes)).toEqual(new Set([CLOSE.RESTART.code]))
    }
    finally {
      await crowd.close()
    }
  })
})
