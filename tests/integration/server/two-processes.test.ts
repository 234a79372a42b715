import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../../support/app'
import { expectOnline } from '../../support/online'
import { connectParley, visit } from '../../support/parley-client'
import { connectPlain, postForm } from '../../support/plain-client'
import { startPostgres } from '../../support/postgres'
import { startRedis, type TestRedis } from '../../support/redis'
import { waitFor } from '../../support/wait-for'

let redis: TestRedis
let postgres: Awaited<ReturnType<typeof startPostgres>>
let apps: [TestApp, TestApp]

beforeAll(async () => {
  [redis, postgres] = await Promise.all([startRedis(), startPostgres()])
  const env = {
    REDIS_URL: redis.url,
    DATABASE_URL: postgres.url,
    SESSION_SECRET: 'a secret that both processes know well',
    RATE_LIMIT: 'off',
  }
  apps = await Promise.all([startApp({ env }), startApp({ env })])
  await Promise.all(apps.map(app => connected(app)))
})

afterAll(async () => {
  await Promise.all(apps?.map(app => app.stop()) ?? [])
  await Promise.all([redis?.stop(), postgres?.stop()])
})

async function busOf(app: TestApp): Promise<{ connected: boolean }> {
  return (await (await fetch(`${app.url}/healthz`)).json()).bus
}

const connected = (app: TestApp, wanted = true) =>
  waitFor(async () => expect(await busOf(app)).toMatchObject({ connected: wanted }), { timeoutMs: 20_000 })

async function join(app: TestApp, cookie: string) {
  const client = await connectParley({ url: app.wsUrl, cookie })
  client.send({ type: 'join', id: 1, room: 'channel_1' })
  await client.next('joined')
  return client
}

describe('two processes', () => {
  it('show their people each other\'s messages, in one order', async () => {
    const [one, two] = apps
    const cookie = await visit(one.url)
    const [ada, bob] = await Promise.all([join(one, cookie), join(two, await visit(two.url))])
    for (let count = 0; count < 20; count++) {
      ada.send({ type: 'send', room: 'channel_1', clientId: `a${count}`, text: `a${count}` })
      bob.send({ type: 'send', room: 'channel_1', clientId: `b${count}`, text: `b${count}` })
    }
    const seen = async (client: typeof ada) => {
      const messages = []
      while (messages.length < 40) messages.push(await client.next('message'))
      return messages.map(({ seq, text }) => ({ seq, text }))
    }
    const [atOne, atTwo] = await Promise.all([seen(ada), seen(bob)])
    expect(atOne).toEqual(atTwo)
    expect(atOne.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, index) => (atOne[0]?.seq ?? 0) + index))
    await Promise.all([ada.close(), bob.close()])
  })

  it('know the same session, and count a person with a tab on each as one', async () => {
    const [one, two] = apps
    const cookie = await visit(one.url)
    const [here, there] = await Promise.all([join(one, cookie), join(two, cookie)])
    const other = await join(two, await visit(two.url))
    await expectOnline(here, 'channel_1', 2)
    await other.close()
    await expectOnline(here, 'channel_1', 1)
    await Promise.all([here.close(), there.close()])
  })

  it('pass on what any other Redis client publishes on the bare channel', async () => {
    const [one, two] = apps
    const [plain, ada] = await Promise.all([
      connectPlain({ url: one.wsUrl, channel: 'channel_1' }),
      join(two, await visit(two.url)),
    ])
    expect(await redis.cli('PUBLISH', 'channel_1', 'hello from redis-cli')).toBe(2)
    expect(await plain.next()).toBe('hello from redis-cli')
    expect(await ada.next('live')).toMatchObject({ room: 'channel_1', text: 'hello from redis-cli' })
    await Promise.all([plain.close(), ada.close()])
  })

  it('find each other again by themselves when Redis was killed and started, and meanwhile read each other through the log', async () => {
    const [one, two] = apps
    const [plain, ada] = await Promise.all([
      connectPlain({ url: two.wsUrl, channel: 'channel_1' }),
      join(one, await visit(one.url)),
    ])
    await redis.kill()
    await connected(one, false)
    expect((await fetch(`${one.url}/readyz`)).status).toBe(503)
    await postForm({ url: one.url, data: 'while Redis is dead' })
    expect(await plain.next(15_000)).toBe('while Redis is dead')
    expect(await ada.waitFor(event => event.type === 'message' && event.text === 'while Redis is dead')).toBeTruthy()
    await redis.restart()
    await Promise.all(apps.map(app => connected(app)))
    expect((await fetch(`${one.url}/readyz`)).status).toBe(200)
    expect(await redis.cli('PUBLISH', 'channel_1', 'subscribed again')).toBe(2)
    expect(await plain.next()).toBe('subscribed again')
    await Promise.all([plain.close(), ada.close()])
  })
})
