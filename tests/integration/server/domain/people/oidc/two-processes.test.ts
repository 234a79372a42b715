import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../../../support/free-port'
import { OidcBrowser, startOidcProvider, type TestOidcProvider } from '../../../../../support/oidc-provider'
import { visit } from '../../../../../support/parley-client'
import { ask, merged } from '../../../../../support/people'
import { startPlace, type TestPlace } from '../../../../../support/place'
import { startPostgres, type TestPostgres } from '../../../../../support/postgres'
import { startRedis, type TestRedis } from '../../../../../support/redis'

/** As users reach both processes: a proxy sends each request to one of them. */
const ORIGIN = 'http://chat.example.org'

let provider: TestOidcProvider
let postgres: TestPostgres
let redis: TestRedis
let silent: Server
let places: TestPlace[] = []

beforeAll(async () => {
  [provider, postgres, redis] = await Promise.all([
    startOidcProvider([`${ORIGIN}/api/oidc/work/callback`]), startPostgres(), startRedis(),
  ])
  // Takes connections and never says a word.
  silent = createServer(socket => socket.on('error', () => {}))
  const port = await freePort()
  await new Promise<void>(resolve => silent.listen(port, '127.0.0.1', resolve))
  const others = { silent: port, down: await freePort() }
  const more = Object.entries(others).map(([id, at]) => ({ ...provider.settings, id, issuer: `http://127.0.0.1:${at}` }))
  const env = {
    RATE_LIMIT: 'off', PUBLIC_ORIGIN: ORIGIN, SESSION_SECRET: 'a secret that both processes know well',
    OIDC_PROVIDERS: JSON.stringify([provider.settings, ...more]), DATABASE_URL: postgres.url, REDIS_URL: redis.url,
  }
  for (let count = 0; count < 2; count++) places = [...places, await startPlace(env)]
}, 180_000)
afterAll(async () => {
  for (const place of places) await place.stop()
  silent.close()
  await Promise.all([provider.stop(), postgres.stop(), redis.stop()])
})

const urlOf = (index: number) => places[index]?.url ?? ''

async function open(index: number, path: string, cookie: string) {
  const response = await fetch(urlOf(index) + path, { redirect: 'manual', headers: { cookie } })
  await response.arrayBuffer()
  return { to: response.headers.get('location') ?? '', cookie: merged(cookie, response) }
}

describe('a sign-in with a provider, over two processes on PostgreSQL', () => {
  it('begins at one and ends at the other, and its answer counts once at either', async () => {
    const guest = await visit(urlOf(0))
    const before = await ask(urlOf(1), 'GET /api/session', undefined, guest)
    const started = await open(0, '/api/oidc/work/start?to=/r/channel_2', guest)
    const back = await new OidcBrowser().signIn(started.to, 'ada')
    expect(back.origin).toBe(ORIGIN)
    const answer = back.pathname + back.search
    const done = await open(1, answer, started.cookie)
    expect(done.to).toBe('/r/channel_2')
    const { user } = before.body as { user: { id: string } }
    for (const index of [0, 1]) {
      const { body } = await ask(urlOf(index), 'GET /api/session', undefined, done.cookie)
      expect(body).toMatchObject({ user: { id: user.id }, account: { role: 'member' } })
      expect((await open(index, answer, started.cookie)).to).toBe('/signin?error=unauthorized&to=%2Fr%2Fchannel_2')
    }
  })

  it.each(['silent', 'down'])('says so where the provider is %s, and the others go on meanwhile', async (id) => {
    const start = open(0, `/api/oidc/${id}/start`, '')
    expect(await ask(urlOf(0), 'GET /api/settings')).toMatchObject({ status: 200 })
    expect((await open(0, '/api/oidc/work/start', '')).to).toContain(provider.settings.issuer)
    expect((await start).to).toBe('/signin?error=unavailable')
  })
})
