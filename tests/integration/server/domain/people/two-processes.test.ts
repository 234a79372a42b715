import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCluster, type Cluster } from '../../../../support/cluster'
import { connectParley, visit } from '../../../../support/parley-client'
import { ask, ownerCode, PASSWORD, signIn, signUp } from '../../../../support/people'
import { within } from '../../../../support/wait-for'

/** What a revocation may take to reach the connections of another process. */
const AT_ONCE_MS = 1_000

let cluster: Cluster

beforeAll(async () => {
  cluster = await startCluster()
}, 120_000)
afterAll(() => cluster.stop())

describe('accounts over two processes', () => {
  it('have one owner, though each process prints a link', async () => {
    const codes = await Promise.all(cluster.apps.map(ownerCode))
    expect(codes[0]).not.toBe(codes[1])
    const claims = await Promise.all(codes.map((code, index) => ask(cluster.apps[index]?.url ?? '', 'POST /api/owner', {
      code, name: 'Olga', handle: `olga${index}`, password: PASSWORD,
    })))
    expect(claims.map(({ status }) => status).sort()).toEqual([200, 410])
  })

  it('give a handle to one of many', async () => {
    const tries = await Promise.all(Array.from({ length: 6 }, async (_, index) => {
      const { url } = cluster.apps[index % 2 === 0 ? 0 : 1]
      return ask(url, 'POST /api/account', { handle: 'wanted', password: PASSWORD }, await visit(url))
    }))
    expect(tries.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409])
  }, 60_000)

  it('count tries of a password together', async () => {
    const [one, two] = cluster.apps
    const wrong = { handle: 'guessed', password: 'a wrong password' }
    const tries = Array.from({ length: 20 }, (_, index) => ask((index % 2 === 0 ? one : two).url, 'POST /api/sign-in', wrong))
    expect((await Promise.all(tries)).map(({ status }) => status)).toEqual(Array<number>(20).fill(401))
    for (const { url } of cluster.apps) {
      expect(await ask(url, 'POST /api/sign-in', wrong)).toMatchObject({ status: 429, body: { error: { code: 'rate_limited' } } })
    }
    expect(await ask(one.url, 'POST /api/sign-in', { ...wrong, handle: 'other' })).toMatchObject({ status: 401 })
  }, 120_000)

  it('move the tabs of a guest to the sign-in of the account, on the other process too', async () => {
    const [one, two] = cluster.apps
    const guest = await visit(one.url)
    const tab = await connectParley({ url: two.wsUrl, cookie: guest })
    const { user } = await tab.next('hello')
    const ada = await signUp(one.url, 'ada', guest)
    expect(ada.session.user.id).toBe(user.id)
    await tab.waitFor(event => event.type === 'me' && event.account?.handle === 'ada')
    expect((await ask(two.url, 'GET /api/session', undefined, guest)).body).not.toMatchObject({ user: { id: user.id } })
    await ask(one.url, 'POST /api/sign-out', {}, ada.cookie)
    expect((await within(tab.closed, AT_ONCE_MS, 'the tab to be closed')).code).toBe(1008)
  })

  it('end at once everywhere: the socket with 1008, what it still sends, and the cookie', async () => {
    const [one, two] = cluster.apps
    const here = await signUp(one.url, 'bob')
    const lost = await signIn(two.url, 'bob')
    const tab = await connectParley({ url: two.wsUrl, cookie: lost.cookie })
    await tab.next('hello')
    await ask(one.url, 'DELETE /api/sign-ins', undefined, here.cookie)
    tab.send({ type: 'send', room: 'channel_1', clientId: 'after-the-end', text: 'too late' })
    expect((await within(tab.closed, AT_ONCE_MS, 'the tab to be closed')).code).toBe(1008)
    expect((await ask(two.url, 'GET /api/sign-ins', undefined, lost.cookie)).status).toBe(401)
    const reconnected = await connectParley({ url: two.wsUrl, cookie: lost.cookie })
    expect((await reconnected.closed).code).toBe(1008)
  })

  // The announcement of the end was lost with Redis, and is not repeated.
  it('end as soon as Redis is back, where they were ended while it was away for a moment', async () => {
    const [one, two] = cluster.apps
    const here = await signUp(one.url, 'carol')
    const lost = await signIn(two.url, 'carol')
    const tab = await connectParley({ url: two.wsUrl, cookie: lost.cookie })
    await tab.next('hello')
    await cluster.redis.kill()
    await ask(one.url, 'DELETE /api/sign-ins', undefined, here.cookie)
    await cluster.redis.restart()
    expect((await within(tab.closed, 30_000, 'the tab to be closed')).code).toBe(1008)
  }, 60_000)
})
