import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFaultProxy, type FaultProxy } from '../../../../support/fault-proxy'
import { signUp, type Account } from '../../../../support/people'
import { startPlace, type TestPlace } from '../../../../support/place'
import { startPostgres, type TestPostgres } from '../../../../support/postgres'
import { startRedis, type TestRedis } from '../../../../support/redis'
import { newRoom, request } from '../../../../support/rooms'
import { waitFor } from '../../../../support/wait-for'

const idOf = ({ session }: Account) => session.user.id

/** What a member may ask of a private room. */
const READERS = ['', '/members', '/seen?seq=1', '/invites']

describe('a process that hears of no removal, with Redis up', () => {
  let redis: TestRedis
  let postgres: TestPostgres
  let proxy: FaultProxy
  let one: TestPlace
  let two: TestPlace
  let ada: Account
  let bob: Account

  beforeAll(async () => {
    [redis, postgres] = await Promise.all([startRedis(), startPostgres()])
    proxy = await startFaultProxy({ port: redis.port })
    const env = {
      DATABASE_URL: postgres.url,
      SESSION_SECRET: 'a secret that both processes know well',
      RATE_LIMIT: 'off',
    }
    one = await startPlace({ ...env, REDIS_URL: redis.url })
    two = await startPlace({ ...env, REDIS_URL: proxy.through(redis.url) })
    ada = await signUp(one.url, 'ada')
    bob = await signUp(one.url, 'bob')
    await waitFor(() => two.parley.bus.state().connected, { what: 'the second process to be connected' })
  }, 60_000)
  afterAll(async () => {
    proxy?.heal()
    await Promise.all([one?.stop(), two?.stop()])
    await proxy?.close()
    await Promise.all([redis?.stop(), postgres?.stop()])
  })

  const asked = async (id: string, who: Account) =>
    Promise.all(
      READERS.map(async path => (await request(two.url, `GET /api/rooms/${id}${path}`, undefined, who)).status),
    )

  it.each([
    ['removed', 'DELETE', 'members'],
    ['banned', 'PUT', 'bans'],
  ])('shuts every reader on a %s user', async (_, method, list) => {
    const { id } = await newRoom(one.url, ada, 'private')
    await request(one.url, `POST /api/rooms/${id}/members`, { person: idOf(bob) }, ada)
    await expect.poll(() => asked(id, bob)).toEqual([200, 200, 200, 200])
    proxy.drop('toClient', bytes => bytes.includes(':control'))
    expect((await request(one.url, `${method} /api/rooms/${id}/${list}/${idOf(bob)}`, undefined, ada)).status).toBe(200)
    await expect.poll(() => asked(id, bob), { timeout: 10_000 }).toEqual([404, 404, 404, 404])
    expect(await asked(id, ada)).toEqual([200, 200, 200, 200])
    expect(proxy.dropped('toClient')).toBeGreaterThan(0)
    proxy.heal()
  }, 30_000)
})
