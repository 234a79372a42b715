import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../../../../shared/schemas/frames'
import { roomListSchema } from '../../../../../shared/schemas/rooms'
import { startEngine, type TestEngine } from '../../../../support/engine'
import { startFaultProxy, type FaultProxy } from '../../../../support/fault-proxy'
import { signUp, type Account } from '../../../../support/people'
import { startPlace, type TestPlace } from '../../../../support/place'
import { connectPlace } from '../../../../support/place-socket'
import { startRedis, type TestRedis } from '../../../../support/redis'
import { done, newRoom, refusal, request } from '../../../../support/rooms'
import { waitFor } from '../../../../support/wait-for'

const idOf = ({ session }: Account) => session.user.id

/** What a member may ask of a private room. */
const READERS = ['', '/members', '/seen?seq=1', '/invites']

describe('a process that hears of no removal, with Redis up', () => {
  let redis: TestRedis
  let data: TestEngine
  let proxy: FaultProxy
  let one: TestPlace
  let two: TestPlace
  let ada: Account
  let bob: Account

  beforeAll(async () => {
    [redis, data] = await Promise.all([startRedis(), startEngine('postgres')])
    proxy = await startFaultProxy({ port: redis.port })
    const env = { ...data.env, RATE_LIMIT: 'off' }
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
    await Promise.all([redis?.stop(), data?.stop()])
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

  /** What a moderator takes, and what the user is told who writes then. */
  const TAKEN: [string, (id: string) => readonly [how: string, body?: object], ErrorCode][] = [
    ['was removed', id => [`DELETE /api/rooms/${id}/members/${idOf(bob)}`], 'not_found'],
    ['was banned', id => [`PUT /api/rooms/${id}/bans/${idOf(bob)}`], 'not_found'],
    ['was muted', id => [`PUT /api/rooms/${id}/members/${idOf(bob)}`, { mutedSeconds: 3_600 }], 'forbidden'],
    ['has a room that is for reading now', id => [`PATCH /api/rooms/${id}`, { readOnly: true }], 'forbidden'],
    ['has a room that was archived', id => [`PATCH /api/rooms/${id}`, { archived: true }], 'forbidden'],
    ['has a room that was deleted', id => [`DELETE /api/rooms/${id}`, { title: 'Design' }], 'not_found'],
  ]

  // The guard is in the statement that appends: this process still believes that the user may write.
  it.each(TAKEN)('stores nothing of a user who %s, by socket and by HTTP', async (_, deed, code) => {
    const { id } = await newRoom(one.url, ada, 'private')
    await request(one.url, `POST /api/rooms/${id}/members`, { person: idOf(bob) }, ada)
    await expect.poll(() => asked(id, bob)).toEqual([200, 200, 200, 200])
    const socket = await connectPlace(two, bob.cookie)
    const answerTo = async (clientId: string, frame: object) => {
      socket.sends({ room: id, clientId, ...frame })
      const answer = () => socket.events.find(event => 'clientId' in event && event.clientId === clientId && event.type !== 'message')
      await expect.poll(answer).toBeDefined()
      return answer()
    }
    expect(await answerTo('in-time', { type: 'send', text: 'in time' })).toMatchObject({ type: 'ack', seq: 2 })

    proxy.drop('toClient', bytes => bytes.includes(':control'))
    const [how, body] = deed(id)
    expect((await request(one.url, how, body, ada)).status).toBe(200)
    const head = () => one.parley.log.heads([id]).then(heads => heads.get(id)?.lastSeq)
    const before = await head()
    // All at once, as a client does whose line was slow: each is decided on what this process knew before.
    const answers = await Promise.all([
      answerTo('late', { type: 'send', text: 'too late' }),
      answerTo('edit', { type: 'edit', target: 2, text: 'too late' }),
      refusal(two.url, 'POST /send/', { data: 'too late', channel: id }, bob),
    ])
    expect(answers).toMatchObject([{ type: 'error', code }, { type: 'error', code }, code])
    expect(await head()).toBe(before)
    proxy.heal()
    socket.ends()
  }, 30_000)

  it('refuses no room that it has just listed to a user who was added in another process', async () => {
    const { id } = await newRoom(one.url, ada, 'private')
    proxy.drop('toClient', bytes => bytes.includes(':control'))
    expect(await asked(id, bob)).toEqual([404, 404, 404, 404])
    expect((await request(one.url, `POST /api/rooms/${id}/members`, { person: idOf(bob) }, ada)).status).toBe(200)
    const { rooms } = await done(roomListSchema, two.url, 'GET /api/list', undefined, bob)
    expect(rooms.map(room => room.id)).toContain(id)
    expect(await asked(id, bob)).toEqual([200, 200, 200, 200])
    proxy.heal()
  })

  // The client lowered the mark to that head, and showed as unread what its user had read elsewhere.
  it('tells no head below a mark that is stored', async () => {
    const listed = async () => {
      const { rooms } = await done(roomListSchema, two.url, 'GET /api/list', undefined, ada)
      return rooms.find(room => room.id === 'channel_1')
    }
    expect(await listed()).toMatchObject({ lastSeq: 0 })
    proxy.drop('toClient', bytes => bytes.includes(':room:') || bytes.includes(':control'))
    for (const data of ['one', 'two']) await request(one.url, 'POST /send/', { data, channel: 'channel_1' }, bob)
    expect((await request(one.url, 'POST /api/rooms/read-all', {}, ada)).status).toBe(200)
    expect(await listed()).toMatchObject({ lastSeq: 2, mark: 2, unread: 0 })
    proxy.heal()
  })
})
