import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Position } from '#shared/schemas/room'
import { startApp, type TestApp } from '../../support/app'
import { startChild } from '../../support/children'
import { OPEN_DOORS } from '../../support/cluster'
import { freePort } from '../../support/free-port'
import { connectParley, visit, type ParleyClient } from '../../support/parley-client'
import { connectPlain } from '../../support/plain-client'
import { startPostgres, type TestPostgres } from '../../support/postgres'
import { startRedis, type TestRedis } from '../../support/redis'
import { waitFor } from '../../support/wait-for'
import { workersOf } from '../../support/workers'

const WORKERS = 2

let redis: TestRedis
let postgres: TestPostgres
let app: TestApp | undefined

beforeAll(async () => {
  [redis, postgres] = await Promise.all([startRedis(), startPostgres()])
})
afterEach(async () => {
  await app?.stop()
  app = undefined
})
afterAll(() => Promise.all([redis?.stop(), postgres?.stop()]))

const settings = () => ({ ...OPEN_DOORS, REDIS_URL: redis.url, DATABASE_URL: postgres.url })

async function start(): Promise<TestApp> {
  app = await startApp({ workers: WORKERS, env: settings() })
  return app
}

/** A start that fails: what it printed, and its exit code. */
async function failing(env: Readonly<Record<string, string>>) {
  const child = startChild(process.execPath, ['scripts/start-cluster.mjs'], {
    HOST: '127.0.0.1',
    NITRO_CLUSTER_WORKERS: String(WORKERS),
    ...env,
  })
  const code = await child.ended
  return { code, printed: child.lines().join('\n') }
}

interface Person {
  readonly client: ParleyClient
  readonly position: Position
  readonly mode: 'resumed' | 'reset'
}

async function join({ url, wsUrl }: TestApp, from?: Position): Promise<Person> {
  const client = await connectParley({ url: wsUrl, cookie: await visit(url) })
  client.send({ type: 'join', id: 1, room: 'channel_1', position: from })
  const { epoch, head, mode } = await client.next('joined')
  return { client, position: { epoch, seq: head }, mode }
}

const listeners = async (room: string) => (await redis.cli('PUBSUB', 'NUMSUB', `parley:room:${room}`))

/**
 * People in both workers: connections go to the workers in turn, and Redis knows how many of them listen to the room.
 */
async function crowd(cluster: TestApp): Promise<Person[]> {
  const people = await Promise.all(Array.from({ length: 4 }, () => join(cluster)))
  await waitFor(async () => expect(await listeners('channel_1')).toEqual(['parley:room:channel_1', WORKERS]))
  return people
}

describe('npm run start:cluster', () => {
  it('lets people in different workers read each other, and spreads them evenly', async () => {
    const cluster = await start()
    expect(cluster.logs().filter(line => line.startsWith('Parley is ready'))).toEqual([
      `Parley is ready: ${cluster.url} (${WORKERS} workers)`,
    ])
    const people = await crowd(cluster)
    people[0]?.client.send({ type: 'send', room: 'channel_1', clientId: 'c1', text: 'hello workers' })
    for (const { client } of people) expect(await client.next('message')).toMatchObject({ text: 'hello workers' })

    // One after the other: of many that come in the same moment, the quicker worker takes more.
    const plain = []
    for (let count = 0; count < 60; count++)
      plain.push(await connectPlain({ url: cluster.wsUrl, channel: 'channel_2' }))
    const counts = (await workersOf(cluster.port, WORKERS)).map(({ connections }) => connections)
    expect(counts.reduce((sum, count) => sum + count)).toBe(64)
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(24)
    await Promise.all([...people.map(({ client }) => client), ...plain].map(client => client.close()))
  })

  it('has a worker listen on Redis only to the rooms that it has people in', async () => {
    const cluster = await start()
    const bystander = await connectParley({ url: cluster.wsUrl, cookie: await visit(cluster.url) })
    await bystander.next('hello')
    expect(await redis.cli('PUBSUB', 'CHANNELS')).toEqual(['parley:control'])
    const plain = await connectPlain({ url: cluster.wsUrl, channel: 'channel_2' })
    await waitFor(async () => expect(await listeners('channel_2')).toEqual(['parley:room:channel_2', 1]))
    expect(await listeners('channel_1')).toEqual(['parley:room:channel_1', 0])
    await Promise.all([bystander.close(), plain.close()])
  })

  it.each([
    'SIGTERM', 'SIGINT',
  ] as const)('ends on %s when everybody was told to come back, with exit code 0', async (signal) => {
    const cluster = await start()
    const people = await crowd(cluster)
    cluster.signal(signal)
    const closes = await Promise.all(people.map(({ client }) => client.closed))
    expect(closes.map(({ code }) => code)).toEqual(people.map(() => 1012))
    expect(await cluster.stop()).toBe(0)
  })

  it('starts a worker again that was killed, and its people resume and miss nothing', async () => {
    const cluster = await start()
    const people = await crowd(cluster)
    const before = await workersOf(cluster.port, WORKERS)
    const [victim] = before
    process.kill(victim?.pid ?? 0, 'SIGKILL')
    // The people of the killed worker are cut off; the others write on.
    const cut = await Promise.any(
      people.map(async ({ client, position }) => ({ position, closed: await client.closed })),
    )
    expect(cut.closed.code).toBe(1006)
    // A connection that is kept alive may be one to the worker that died: with a key a script sends it again, and it is
    // there once.
    const say = () =>
      fetch(`${cluster.url}/send/`, {
        method: 'POST',
        headers: { 'idempotency-key': 'said-while-one-was-dead' },
        body: new URLSearchParams({ data: 'meanwhile', channel: 'channel_1' }),
      })
    expect(await (await waitFor(say)).text()).toBe('ok')
    const back = await waitFor(() => join(cluster, cut.position), { timeoutMs: 20_000 })
    expect(back.mode).toBe('resumed')
    expect(await back.client.next('message')).toMatchObject({ text: 'meanwhile', seq: cut.position.seq + 1 })
    await waitFor(async () => {
      const pids = (await workersOf(cluster.port, WORKERS)).map(({ pid }) => pid)
      expect(pids).not.toContain(victim?.pid)
    }, { timeoutMs: 20_000 })
    expect(cluster.logs().join('\n')).toContain(`Worker ${victim?.pid} was ended by SIGKILL. Another one is started`)
    for (const { client } of people) client.terminate()
    await back.client.close()
  })

  it('stops with the remedy and exit code 1 when the port is in use', async () => {
    const port = await freePort()
    const other = createServer().listen(port, '127.0.0.1')
    await once(other, 'listening')
    try {
      const { code, printed } = await failing({ ...settings(), PORT: String(port) })
      expect(code).toBe(1)
      expect(printed).toBe(
        `Port ${port} is in use by another program. Stop that program, or choose another port: PORT=${port + 1} npm run start:cluster`,
      )
    }
    finally {
      other.close()
      await once(other, 'close')
    }
  })

  it('starts no worker without what the workers must share, and names all of it', async () => {
    const { code, printed } = await failing({})
    expect(code).toBe(1)
    for (const name of ['REDIS_URL', 'DATABASE_URL', 'SESSION_SECRET']) expect(printed).toContain(`${name} is not set.`)
    expect(printed).not.toContain('can\'t start')
  })

  it('says once what is wrong with the configuration, and ends', async () => {
    const { code, printed } = await failing({ ...settings(), PORT: String(await freePort()), CHANNELS: '=' })
    expect(code).toBe(1)
    expect(printed.split('CHANNELS must list')).toHaveLength(2)
  })

  it('ends at once on a second signal, when the first can not be obeyed', async () => {
    const cluster = await start()
    const [worker] = await workersOf(cluster.port, WORKERS)
    process.kill(worker?.pid ?? 0, 'SIGSTOP')
    cluster.signal('SIGTERM')
    // The other one has ended; the stopped one never will by itself.
    let code: number | NodeJS.Signals | null = null
    void cluster.stop(20_000).then(how => (code = how))
    await waitFor(() => {
      cluster.signal('SIGTERM')
      expect(code).toBe(1)
    }, { timeoutMs: 20_000, intervalMs: 100 })
    app = undefined
  })
})
