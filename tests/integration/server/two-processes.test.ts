import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestApp } from '../../support/app'
import { startCluster, type Cluster } from '../../support/cluster'
import { expectOnline } from '../../support/online'
import { connectParley, visit } from '../../support/parley-client'
import { connectPlain, postForm } from '../../support/plain-client'
import type { TestRedis } from '../../support/redis'

let cluster: Cluster
let redis: TestRedis
let apps: Cluster['apps']

beforeAll(async () => {
  cluster = await startCluster()
  ;({ redis, apps } = cluster)
})
afterAll(() => cluster?.stop())

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
    await cluster.connected(false)
    expect((await fetch(`${one.url}/readyz`)).status).toBe(503)
    await postForm({ url: one.url, data: 'while Redis is dead' })
    expect(await plain.next(15_000)).toBe('while Redis is dead')
    expect(await ada.waitFor(event => event.type === 'message' && event.text === 'while Redis is dead')).toBeTruthy()
    await redis.restart()
    await cluster.connected()
    expect((await fetch(`${one.url}/readyz`)).status).toBe(200)
    expect(await redis.cli('PUBLISH', 'channel_1', 'subscribed again')).toBe(2)
    expect(await plain.next()).toBe('subscribed again')
    await Promise.all([plain.close(), ada.close()])
  })
})
