import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../../support/app'
import { startCluster, type Cluster } from '../../support/cluster'
import { connectParley, visit, type ParleyClient } from '../../support/parley-client'

/** What is promised of a browser or a process that died without a word. */
const GONE_WITHIN_MS = 30_000

let cluster: Cluster
let apps: readonly [TestApp, TestApp, TestApp]
const open: ParleyClient[] = []

beforeAll(async () => {
  cluster = await startCluster()
  apps = [...cluster.apps, await startApp({ env: cluster.env })]
})

afterAll(async () => {
  open.forEach(client => client.terminate())
  await apps?.[2].stop()
  await cluster?.stop()
})

async function connect(app: TestApp, cookie: string) {
  const client = await connectParley({ url: app.wsUrl, cookie })
  open.push(client)
  const { user } = await client.next('hello')
  return { ...client, id: user.id, client }
}

/** Another user, who looks at that one. */
async function watcher(app: TestApp, person: string) {
  const { client } = await connect(app, await visit(app.url))
  client.send({ type: 'watch', people: [person] })
  const expectState = (state: string, timeoutMs?: number) => client.waitFor(event => (
    event.type === 'people' && event.people.some(({ id, state: there }) => id === person && there === state)
  ), timeoutMs)
  return { client, expectState }
}

describe('where a user is', () => {
  it('is seen on another process: online while one device is used, away when none is, and gone with the last', async () => {
    const [one, two] = apps
    const cookie = await visit(two.url)
    const phone = await connect(two, cookie)
    const { expectState } = await watcher(one, phone.id)
    await expectState('online')
    phone.client.send({ type: 'active', active: false })
    await expectState('away')
    const desk = await connect(one, cookie)
    await expectState('online')
    desk.client.send({ type: 'active', active: false })
    await expectState('away')
    phone.client.send({ type: 'active', active: true })
    await expectState('online')
    await phone.client.close()
    await expectState('away')
    await desk.client.close()
    await expectState('offline')
  }, 60_000)

  it('is gone at once of a connection that broke', async () => {
    const [one, two] = apps
    const breaks = await connect(two, await visit(two.url))
    const { expectState } = await watcher(one, breaks.id)
    await expectState('online')
    breaks.client.terminate()
    await expectState('offline', 10_000)
  }, 60_000)

  it('is not sent to clients that do not watch the user', async () => {
    const [one, two] = apps
    const person = await connect(two, await visit(two.url))
    const { client, expectState } = await watcher(one, person.id)
    const other = await connect(one, await visit(one.url))
    await expectState('online')
    client.send({ type: 'watch', people: [] })
    person.client.send({ type: 'active', active: false })
    const { expectState: expectStateToo } = await watcher(one, person.id)
    await expectStateToo('away')
    expect(other.client.events.filter(({ type }) => type === 'people')).toEqual([])
    expect(
      client.events.filter(event => event.type === 'people' && event.people.some(({ state }) => state === 'away')),
    ).toEqual([])
  }, 60_000)

  // Both wait for half a minute: together.
  it.concurrent('is gone within 30 s of a browser that was killed without a close frame', async () => {
    const [one, two] = apps
    const hangs = await connect(two, await visit(two.url))
    const { expectState } = await watcher(one, hangs.id)
    await expectState('online')
    // Its socket is open and nothing answers, as of a device that lost its network.
    hangs.client.pause()
    await expectState('offline', GONE_WITHIN_MS)
  }, 60_000)

  it.concurrent('is gone within 30 s of a process that was killed', async () => {
    const [one, , third] = apps
    const person = await connect(third, await visit(third.url))
    const { expectState } = await watcher(one, person.id)
    await expectState('online')
    await third.kill()
    await expectState('offline', GONE_WITHIN_MS)
  }, 60_000)
})
