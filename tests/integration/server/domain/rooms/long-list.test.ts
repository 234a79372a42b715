import { gunzipSync } from 'node:zlib'
import { request as httpRequest } from 'node:http'
import { nanoid } from 'nanoid'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { NO_LIST } from '../../../../../shared/schemas/frames'
import { roomListSchema } from '../../../../../shared/schemas/rooms'
import type { Principal } from '../../../../../server/core/principal'
import { encodeEvents } from '../../../../../server/core/wire/encode'
import { readFeed, type Feed } from '../../../../../server/domain/rooms/feed/read-feed'
import { ENGINES } from '../../../../support/engine'
import { ask, signUp, type Account } from '../../../../support/people'
import { startPlaceOn, type TestPlace } from '../../../../support/place'

const ROOMS = 2_000
/** Rows in one statement. */
const CHUNK = 500

describe.each(ENGINES)(`the list of a user of ${ROOMS} rooms on %s`, (engine) => {
  let place: TestPlace
  let ada: Account
  const ids = Array.from({ length: ROOMS }, () => `r_${nanoid(16)}`)

  beforeAll(async () => {
    place = await startPlaceOn(engine, { RATE_LIMIT: '100000/1' })
    ada = await signUp(place.url, 'ada')
    await place.parley.place.db.transaction().execute(async (tx) => {
      for (let at = 0; at < ROOMS; at += CHUNK) await fill(tx, at)
    })
  })
  afterAll(() => place?.stop())

  /** Rooms as they are after some use: of two hundred messages each the newest is there, and a few are unread. */
  async function fill(tx: TestPlace['parley']['place']['db'], at: number): Promise<void> {
    const some = ids.slice(at, at + CHUNK).map((id, index) => ({ id, number: at + index }))
    const person = ada.session.user.id
    await tx
      .insertInto('room')
      .values(some.map(({ id }) => ({ id, epoch: nanoid(), last_seq: 200, first_seq: 1 })))
      .execute()
    await tx
      .insertInto('room_info')
      .values(
        some.map(({ id, number }) => ({
          id,
          kind: 'private',
          title: `Project ${number} of the team`,
          created_by: null,
          created_at: 1,
          archived_at: null,
        })),
      )
      .execute()
    await tx.insertInto('membership').values(some.map(({ id }) => (
      { room: id, person, state: 'member', role: 'member', joined_at: 1, muted_until: null }
    ))).execute()
    await tx
      .insertInto('read_mark')
      .values(some.map(({ id, number }) => ({ person, room: id, seq: 200 - number % 3 })))
      .execute()
    await tx.insertInto('message').values(some.map(({ id, number }) => ({
      room: id, seq: 200, id: `m${number}`, author_id: 'u_ben', author_name: 'Ben', client_id: null,
      at: 1_000 + number, text: 'An ordinary message', rev: null, edited_at: null,
    }))).execute()
  }

  async function feedOf(since: string): Promise<Feed> {
    const { db, rooms, presence } = place.parley.place
    const user: Principal = { ...ada.session.user, role: 'member', session: 'of the test' }
    return readFeed({ db, rooms, hub: place.parley.hub, presence }, user, since)
  }

  /** As it goes over the wire: a client of Node inflates nothing by itself. */
  function fetchRaw(path: string): Promise<{ readonly body: Buffer, readonly encoding: string | undefined }> {
    return new Promise((resolve, reject) => {
      const headers = { 'cookie': ada.cookie, 'accept-encoding': 'gzip' }
      httpRequest(place.url + path, { headers }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => resolve({ body: Buffer.concat(chunks), encoding: answer.headers['content-encoding'] }))
      }).on('error', reject).end()
    })
  }

  it('begins with its top, those with the newest messages first, and comes in whole with less than 100 kB', async () => {
    const first = await feedOf(NO_LIST)
    const own = first.rooms.filter(({ pinned }) => !pinned)
    expect(own.map(({ id }) => id)).toEqual(ids.toReversed().slice(0, 100))
    expect(first).toMatchObject({ more: true, feed: (await feedOf('')).feed })
    const greeting = encodeEvents({
      type: 'hello',
      now: 0,
      user: ada.session.user,
      heartbeatMs: 1,
      limits: { textMaxChars: 1, frameMaxBytes: 1 },
      ...first,
    })
    const { body, encoding } = await fetchRaw('/api/list')
    expect(encoding).toBe('gzip')
    const all = roomListSchema.parse(JSON.parse(gunzipSync(body).toString()))
    expect(all.rooms.filter(({ pinned }) => !pinned).map(({ id }) => id)).toEqual(ids.toReversed())
    expect(greeting.length + body.length).toBeLessThan(100_000)
  })

  it('is marked as read with as many statements as one room takes', async () => {
    const { db } = place.parley.place
    const person = ada.session.user.id
    // Of all executors: a transaction has one of its own.
    const executor = Object.getPrototypeOf(Object.getPrototypeOf(db.getExecutor()))
    const statements = vi.spyOn(executor, 'executeQuery')
    const readAll = async () => {
      statements.mockClear()
      expect(await ask(place.url, 'POST /api/rooms/read-all', {}, ada.cookie)).toMatchObject({ status: 200 })
      return statements.mock.calls.length
    }
    await readAll()
    await db.deleteFrom('read_mark').where('person', '=', person).where('room', '=', ids[0] ?? '').execute()
    const one = await readAll()
    expect(one).toBeGreaterThan(2)
    await db.deleteFrom('read_mark').where('person', '=', person).execute()
    expect(await readAll()).toBe(one)
    const marks = await db.selectFrom('read_mark').selectAll()
      .where('person', '=', person).where('room', 'in', ids).execute()
    expect(marks).toHaveLength(ROOMS)
    expect(new Set(marks.map(({ seq }) => seq))).toEqual(new Set([200]))
    statements.mockRestore()
  })

  it('comes in whole with `hello` to a client that knows of no other way', async () => {
    const whole = await feedOf('')
    expect(whole.rooms.length).toBeGreaterThanOrEqual(ROOMS)
    expect(whole.more).toBeUndefined()
  })
})
