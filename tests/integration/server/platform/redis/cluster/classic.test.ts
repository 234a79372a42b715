import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startRedisCluster, type TestRedisCluster } from '../../../../../support/redis-cluster'
import { describeBus } from '../../../core/bus/conformance'
import { createProcesses } from '../../../core/bus/processes'
import { linked } from '../../../core/bus/recorder'

let cluster: TestRedisCluster
beforeAll(async () => {
  // What a server before Redis 7 does not know.
  cluster = await startRedisCluster({
    more: ['SSUBSCRIBE', 'SUNSUBSCRIBE', 'SPUBLISH'].flatMap(command => ['--rename-command', command, '']),
  })
})
afterAll(() => cluster?.stop())

const processes = createProcesses(() => cluster.url)

describeBus('over a Redis Cluster without sharded Pub/Sub', async () => {
  let turn = 0
  return {
    open: () => processes.open().bus,
    external: async (room, text) => void await cluster.nodes[turn++ % cluster.nodes.length]?.cli('PUBLISH', room, text),
    close: processes.close,
  }
})

describe('a bus over a Redis Cluster without sharded Pub/Sub', () => {
  afterEach(processes.close)

  it('listens on one node, which the cluster brings everything to', async () => {
    const [a, b] = [await processes.started(), await processes.started()]
    b.bus.subscribe('r1')
    await linked(a.bus, b.record, 'r1')
    const counts = await Promise.all(cluster.nodes.map(node => node.cli('PUBSUB', 'NUMSUB', 'parley:room:r1')))
    expect(counts.flat().filter(count => count === 1)).toHaveLength(1)
  })
})
