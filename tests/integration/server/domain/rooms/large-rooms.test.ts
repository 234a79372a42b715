import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import * as z from 'zod/mini'
import { HISTORY_PAGE_MAX, SEEN_BY_MAX, UNREAD_COUNT_MAX } from '../../../../../shared/limits'
import { historyPageSchema } from '../../../../../shared/schemas/http'
import { seenBySchema } from '../../../../../shared/schemas/rooms'
import type { Principal } from '../../../../../server/core/principal'
import { createOwnerCode } from '../../../../../server/domain/people/accounts/owner-code'
import { statesInside } from '../../../../../server/domain/rooms/states-inside'
import { ownMessages } from '../../../../../server/domain/people/data/own-messages'
import { visit } from '../../../../support/parley-client'
import { ask, PASSWORD, signUp } from '../../../../support/people'
import { startPlace, type TestPlace } from '../../../../support/place'
import { connectPlace } from '../../../../support/place-socket'
import { done, newRoom } from '../../../../support/rooms'
import { drafts } from '../../core/log/drafts'

let place: TestPlace
beforeAll(async () => {
  place = await startPlace({ RATE_LIMIT: 'off' })
})
afterAll(() => place?.stop())

it('gives a thousand users inside a room its new state with a few queries, each their own', async () => {
  const { db, rooms, hub, presence } = place.parley.place
  const ada = await signUp(place.url, 'ada')
  const { id: room } = await newRoom(place.url, ada, 'channel')
  const users = Array.from({ length: 1_000 }, (_, n): Principal => ({
    id: `u_${n}`,
    name: 'N',
    role: 'member',
    session: `s_${n}`,
  }))
  const guest: Principal = { id: 'u_guest', name: 'Guest' }
  await db.insertInto('membership').values(users.slice(0, 500).map(({ id }) => (
    { room, person: id, state: 'member', role: id === 'u_1' ? 'moderator' : 'member', joined_at: 1, muted_until: null }
  ))).execute()
  await db.insertInto('read_mark').values({ person: 'u_1', room, seq: 7, generation: 2 }).execute()
  await rooms.refresh(room)
  const queries = vi.spyOn(db.getExecutor(), 'executeQuery')
  const states = new Map()
  for await (const [person, state] of statesInside({ db, rooms, hub, presence }, room, [...users, guest]))
    states.set(person, state)
  expect(queries.mock.calls.length).toBeLessThan(10)
  expect(states.size).toBe(1_001)
  expect(states.get('u_1')).toMatchObject({ id: room, title: 'Design', role: 'moderator', mark: 7, generation: 2 })
  expect(states.get('u_2')).toMatchObject({ role: 'member', generation: 0 })
  expect(states.get('u_700')).not.toHaveProperty('role')
  expect(states.get('u_guest')).not.toHaveProperty('generation')
})

// A guest has no feed, so nothing would make up for it: the composer stayed open in a room for reading.
it('tells a guest of a channel of the configuration that it changed before they were in it', async () => {
  const code = await createOwnerCode(place.parley.place.db)
  const owner = await ask(place.url, 'POST /api/owner', { code, name: 'Owen', handle: 'owen', password: PASSWORD })
  const guest = await connectPlace(place, await visit(place.url))
  expect(await ask(place.url, 'PATCH /api/rooms/channel_1', { readOnly: true }, owner.cookie)).toMatchObject({ status: 200 })
  const told = () => guest.events.flatMap(event => event.type === 'rooms' ? event.changed : [])
  await expect.poll(told).toMatchObject([{ id: 'channel_1', readOnly: true }])
  await ask(place.url, 'PATCH /api/rooms/channel_1', { readOnly: false }, owner.cookie)
  guest.ends()
})

it('costs the same few queries to join a room of ten thousand and to list its members as a room of two', async () => {
  const { db, rooms } = place.parley.place
  const owner = await signUp(place.url, 'olga')
  const joiners = await Promise.all(['lea', 'leo'].map(handle => signUp(place.url, handle)))
  const [small, large] = await Promise.all(
    ['Two', 'Ten thousand'].map(title => newRoom(place.url, owner, 'channel', title)),
  )
  const people = Array.from({ length: 10_000 }, (_, n) => ({ id: `u_many${n}`, name: `Many ${n}` }))
  for (let at = 0; at < people.length; at += 1_000) {
    const some = people.slice(at, at + 1_000)
    await db.insertInto('person')
      .values(some.map(({ id, name }) => ({ id, name, name_key: name.toLowerCase(), role: 'guest', created_at: 1 }))).execute()
    await db.insertInto('membership').values(some.map(({ id }) => (
      { room: large?.id ?? '', person: id, state: 'member', role: 'member', joined_at: 1, muted_until: null }
    ))).execute()
  }
  await rooms.refresh(large?.id ?? '')
  const queries = vi.spyOn(db.getExecutor(), 'executeQuery')
  const costs = []
  for (const [index, room] of [small, large].entries()) {
    queries.mockClear()
    const { cookie = '' } = joiners[index] ?? {}
    expect((await ask(place.url, `POST /api/rooms/${room?.id}/join`, undefined, cookie)).status).toBe(200)
    const joined = queries.mock.calls.length
    const { status, body } = await ask(place.url, `GET /api/rooms/${room?.id}/members`, undefined, cookie)
    expect([status, (body as { members: unknown[] }).members.length <= 100]).toEqual([200, true])
    expect(body).toMatchObject({ count: index === 0 ? 2 : 10_002 })
    costs.push({ join: joined, list: queries.mock.calls.length - joined })
  }
  const [few = { join: 0, list: 0 }, many = { join: Infinity, list: Infinity }] = costs
  expect([few.join > 0, few.list > 0]).toEqual([true, true])
  expect(many.join - few.join).toBeLessThanOrEqual(1)
  expect(many.list - few.list).toBeLessThanOrEqual(1)
})

it('finds all messages of a user by looking through each part of the log once', async () => {
  const { db } = place.parley.place
  const big = Array.from({ length: 5_000 }, (_, n) => ({
    room: 'r_big',
    seq: n + 1,
    id: `m${n}`,
    author_id: n % 1_000 === 0 ? 'u_me' : 'u_other',
    author_name: 'N',
    at: 1,
    text: 'x',
  }))
  await db.insertInto('room').values([
    { id: 'r_big', epoch: 'e', last_seq: 5_000, first_seq: 1 },
    ...Array.from({ length: 20 }, (_, n) => ({ id: `r_small${n}`, epoch: 'e', last_seq: 3, first_seq: 1 })),
  ]).execute()
  for (let at = 0; at < big.length; at += 500) await db.insertInto('message').values(big.slice(at, at + 500)).execute()
  await db
    .insertInto('message')
    .values({ room: 'r_small7', seq: 2, id: 'm', author_id: 'u_me', author_name: 'N', at: 1, text: 'x' })
    .execute()
  const queries = vi.spyOn(db.getExecutor(), 'executeQuery').mockClear()
  const found = []
  for await (const some of ownMessages(db, 'u_me')) found.push(...some)
  expect(found.map(({ room, seq }) => `${room} ${seq}`)).toEqual([
    ...[1, 1_001, 2_001, 3_001, 4_001].map(seq => `r_big ${seq}`), 'r_small7 2',
  ])
  expect(queries.mock.calls.length).toBeLessThan(8)
})

it('gives a user three exports per hour', async () => {
  const bob = await signUp(place.url, 'bob')
  const asked = []
  for (let n = 0; n < 4; n++)
    asked.push((await ask(place.url, 'GET /api/account/export', undefined, bob.cookie)).status)
  expect(asked).toEqual([200, 200, 200, 429])
})

it('finds people by an index, by the beginning of the name or the handle', async () => {
  const { db } = place.parley.place
  const carol = await signUp(place.url, 'carol')
  const found = async (q: string) => {
    const { body } = await ask(place.url, `GET /api/people?q=${encodeURIComponent(q)}`, undefined, carol.cookie)
    return (body as { people: { handle: string }[] }).people.map(({ handle }) => handle)
  }
  await db.updateTable('person').set({ name: 'Éva 王', name_key: 'éva 王' }).where('handle', '=', 'bob').execute()
  expect(await found('Bo')).toEqual(['bob'])
  expect(await found('ÉVA')).toEqual(['bob'])
  expect(await found('@bob')).toEqual(['bob'])
  expect(await found('%')).toEqual([])
  // Others signed up in earlier tests.
  const known = ['ada', 'carol', 'bob']
  expect((await found('')).filter(handle => known.includes(handle))).toEqual(known)
})

it('names who has read in a room of 200 members, and only counts them in a larger one', async () => {
  const { db, rooms, smallRooms } = place.parley.place
  const [dora, last] = [await signUp(place.url, 'dora'), await signUp(place.url, 'zora')]
  const { id: room } = await newRoom(place.url, dora, 'private')
  const people = Array.from({ length: SEEN_BY_MAX - 1 }, (_, n) => ({ id: `u_reader${n}`, name: `Reader ${n}` }))
  const member = { room, state: 'member', role: 'member', joined_at: 1, muted_until: null }
  await db.insertInto('person').values(people.map(({ id, name }) => (
    { id, name, name_key: name.toLowerCase(), role: 'member', created_at: 1 }
  ))).execute()
  await db.insertInto('membership').values(people.map(({ id }) => ({ ...member, person: id }))).execute()
  await db.insertInto('read_mark').values(people.map(({ id }) => ({ person: id, room, seq: 3 }))).execute()
  await rooms.refresh(room)
  const seenBy = (seq: number) => done(seenBySchema, place.url, `GET /api/rooms/${room}/seen?seq=${seq}`, undefined, dora)
  const named = await seenBy(3)
  expect(named.count).toBe(SEEN_BY_MAX - 1)
  expect(named.people.map(({ id }) => id).sort()).toEqual(people.map(({ id }) => id).sort())
  expect(await seenBy(4)).toEqual({ people: [], count: 0 })

  await done(z.object({}), place.url, `POST /api/rooms/${room}/members`, { person: last.session.user.id }, dora)
  expect(await smallRooms.members(room)).toBeNull()
  expect(await seenBy(3)).toEqual({ people: [], count: SEEN_BY_MAX - 1 })
})

it('opens a room with 50,000 unread messages with one page, and gives the page around the mark in one answer', async () => {
  const { log } = place.parley.place
  const fay = await signUp(place.url, 'fay')
  const { id: room } = await newRoom(place.url, fay, 'private')
  const unread = 50_000
  for (let at = 0; at < unread + 10; at += 5_000)
    await Promise.all(drafts(room, Math.min(5_000, unread + 10 - at), `to${at}`).map(one => log.append(one)))
  const page = (query: string) =>
    done(historyPageSchema, place.url, `GET /api/rooms/${room}/messages?${query}`, undefined, fay)
  const tab = await connectPlace(place, fay.cookie)
  tab.sends({ type: 'join', id: 1, room, mark: 10 })
  const joined = () => tab.events.filter(event => event.type === 'joined')
  await expect.poll(joined, { timeout: 10_000 }).toHaveLength(1)
  const [answer] = joined()
  expect(answer).toMatchObject({ mode: 'reset', head: unread + 10, unread: UNREAD_COUNT_MAX, older: true })
  expect(answer?.page?.at(-1)?.seq).toBe(unread + 10)
  expect(answer?.page?.length).toBeLessThanOrEqual(HISTORY_PAGE_MAX)
  const around = await page('around=10')
  expect(around).toMatchObject({ older: false, newer: true })
  const seqs = around.messages.map(({ seq }) => seq)
  expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => index + 1))
  expect(seqs.length).toBeGreaterThan(20)
  expect(seqs.length).toBeLessThanOrEqual(HISTORY_PAGE_MAX)
  const last = seqs.at(-1) ?? 0
  expect((await page(`after=${last}`)).messages[0]?.seq).toBe(last + 1)
  tab.ends()
}, 60_000)

it('mentions no user by the handle of a disabled account, as by an unused handle', async () => {
  const { db } = place.parley.place
  const [gus, hal] = [await signUp(place.url, 'gus'), await signUp(place.url, 'hal')]
  const { id: room } = await newRoom(place.url, gus, 'private')
  const person = hal.session.user.id
  await done(z.object({}), place.url, `POST /api/rooms/${room}/members`, { person }, gus)
  const say = (data: string) => ask(place.url, 'POST /send/', { channel: room, data }, gus.cookie)
  await say('before @hal')
  await db.updateTable('person').set({ disabled_at: Date.now() }).where('id', '=', person).execute()
  await say('after @hal')
  await say('after @no.such')
  const path = `GET /api/rooms/${room}/messages`
  const { messages } = await done(historyPageSchema, place.url, path, undefined, gus)
  expect(messages.map(({ text, mentions }) => [text, mentions?.map(({ handle }) => handle)])).toEqual([
    ['before @hal', ['hal']], ['after @hal', undefined], ['after @no.such', undefined],
  ])
  const stored = await db.selectFrom('mention').selectAll().where('room', '=', room).execute()
  expect(stored).toHaveLength(1)
})
