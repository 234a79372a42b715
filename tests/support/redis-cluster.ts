import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import { freePort } from './free-port'
import { startRedis, type TestRedis } from './redis'
import { waitFor } from './wait-for'

const SLOTS = 16_384

/** The nodes agree if they do so this many times: each hears of each other one within a second. */
const SETTLED_AFTER = 12
const SETTLED_EVERY_MS = 100

/** A Redis Cluster of real masters on the loopback, without replicas. */
export interface TestRedisCluster {
  /** The `REDIS_URL`. It names only the first node, so that the app must find the others. */
  readonly url: string
  readonly nodes: readonly TestRedis[]
  /** Resolves when every node reports a working cluster. */
  healthy(): Promise<void>
  /** Moves an empty slot to another master. */
  moveSlot(slot: number, to: TestRedis): Promise<void>
  /** Removes all keys. */
  flush(): Promise<void>
  stop(): Promise<void>
}

/** @param more further arguments of each server */
export async function startRedisCluster(
  { masters = 3, more = [] }: { masters?: number, more?: readonly string[] } = {},
): Promise<TestRedisCluster> {
  const nodes = await Promise.all(Array.from({ length: masters }, async () => startRedis([
    // By default the cluster's own bus is 10,000 above the port, which may not be a valid port.
    '--cluster-enabled', 'yes', '--cluster-port', String(await freePort()), '--cluster-node-timeout', '1000', ...more,
  ])))
  const [first] = nodes
  if (!first) throw new Error('A cluster has a master.')

  const healthy = () => waitFor(async () => {
    for (const node of nodes)
      expect(await node.cli('CLUSTER', 'INFO')).toMatch(
        new RegExp(`cluster_state:ok[^]*cluster_known_nodes:${masters}\\b`),
      )
  }, { timeoutMs: 30_000, what: 'the cluster to work' })

  await Promise.all(nodes.map(async (node, index) => {
    await node.cli('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1))
    const [from, to] = [index, index + 1].map(part => Math.floor(part * SLOTS / masters))
    await node.cli('CLUSTER', 'ADDSLOTSRANGE', String(from), String((to ?? 0) - 1))
  }))
  for (const node of nodes.slice(1))
    await first.cli('CLUSTER', 'MEET', '127.0.0.1', String(node.port), await busPort(node))
  await healthy()

  return {
    url: `redis-cluster://127.0.0.1:${first.port}`,
    nodes,
    healthy,
    async moveSlot(slot, to) {
      const id = String(await to.cli('CLUSTER', 'MYID'))
      const agreed = async () => {
        const answers = await Promise.all(nodes.map(node => node.cli('CLUSTER', 'NODES')))
        return answers.every(answer => ownerOf(slot, String(answer)) === id)
      }
      // What the owner before said last may still be on its way: each of the two then takes the other for the owner,
      // for good. So it is said again until all agree for as long as the nodes need to hear of each other.
      await waitFor(async () => {
        // The new owner first, so that clients are not redirected in circles.
        for (const node of [to, ...nodes.filter(node => node !== to)])
          await node.cli('CLUSTER', 'SETSLOT', String(slot), 'NODE', id)
        for (let times = 0; times < SETTLED_AFTER; times++) {
          await wait(SETTLED_EVERY_MS)
          expect(await agreed()).toBe(true)
        }
      }, { timeoutMs: 30_000, what: 'the nodes to agree on the owner of a slot' })
    },
    async flush() {
      await Promise.all(nodes.map(node => node.cli('FLUSHALL')))
    },
    async stop() {
      await Promise.all(nodes.map(node => node.stop()))
    },
  }
}

/** The id of the node that has the slot, by this answer of `CLUSTER NODES`. */
function ownerOf(slot: number, nodes: string): string | undefined {
  const line = nodes.split('\n').find(one => one.split(' ').slice(8).some((range) => {
    const [from, to = from] = range.split('-').map(Number)
    return from !== undefined && to !== undefined && from <= slot && slot <= to
  }))
  return line?.split(' ')[0]
}

async function busPort(node: TestRedis): Promise<string> {
  const [, port = ''] = /@(\d+)/.exec(String(await node.cli('CLUSTER', 'NODES'))) ?? []
  return port
}
