import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { startChild } from './children'
import { freePort } from './free-port'
import { command, startRedis, type TestRedis } from './redis'
import { waitFor } from './wait-for'

const NAME = 'mymaster'
const SENTINELS = 3

/** A master, a replica, and real Sentinels that promote the replica when the master is gone. */
export interface TestSentinel {
  /** The `REDIS_URL`. */
  readonly url: string
  readonly servers: readonly [TestRedis, TestRedis]
  /** Port of the present master, according to the Sentinels. */
  masterPort(): Promise<number>
  stop(): Promise<void>
}

async function startOne(masterPort: number) {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'parley-sentinel-'))
  const file = join(folder, 'sentinel.conf')
  await writeFile(file, [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `sentinel monitor ${NAME} 127.0.0.1 ${masterPort} ${Math.floor(SENTINELS / 2) + 1}`,
    `sentinel down-after-milliseconds ${NAME} 500`,
    `sentinel failover-timeout ${NAME} 3000`,
  ].join('\n'))
  const child = startChild('redis-server', [file, '--sentinel'])
  await waitFor(() => command(port, 'PING', []), { what: 'Sentinel to answer' })
  return {
    port,
    async stop() {
      await child.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Starts them, and waits until the Sentinels know each other and the replica. */
export async function startSentinel(): Promise<TestSentinel> {
  const master = await startRedis()
  const replica = await startRedis(['--replicaof', `127.0.0.1 ${master.port}`])
  const sentinels = await Promise.all(Array.from({ length: SENTINELS }, () => startOne(master.port)))
  const [first] = sentinels
  if (!first) throw new Error('There is a Sentinel.')
  await waitFor(async () => {
    for (const { port } of sentinels) {
      expect(await command(port, 'SENTINEL', ['CKQUORUM', NAME])).toContain(`OK ${SENTINELS} usable`)
      expect(await command(port, 'SENTINEL', ['REPLICAS', NAME])).toHaveLength(1)
    }
    expect(await replica.cli('INFO', 'replication')).toContain('master_link_status:up')
  }, { timeoutMs: 30_000, what: 'the Sentinels to know each other and the replica' })
  return {
    url: `redis-sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${NAME}`,
    servers: [master, replica],
    async masterPort() {
      const [, port] = Object.values(Object(await command(first.port, 'SENTINEL', ['GET-MASTER-ADDR-BY-NAME', NAME])))
      return Number(port)
    },
    async stop() {
      await Promise.all([master.stop(), replica.stop(), ...sentinels.map(sentinel => sentinel.stop())])
    },
  }
}
