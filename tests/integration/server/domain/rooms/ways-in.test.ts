import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOwnerCode } from '../../../../../server/domain/people/accounts/owner-code'
import { auditSchema, deedsSchema } from '../../../../../shared/schemas/audit'
import { inviteSchema, invitePreviewSchema } from '../../../../../shared/schemas/invites'
import { ask, PASSWORD, signUp, type Account } from '../../../../support/people'
import { startPlace, type TestPlace } from '../../../../support/place'
import { done, newRoom, refusal, request } from '../../../../support/rooms'

const idOf = ({ session }: Account) => session.user.id

describe('the ways into a room', () => {
  let place: TestPlace
  let url: string
  let ada: Account
  let bob: Account
  let mira: Account

  beforeAll(async () => {
    place = await startPlace({ RATE_LIMIT: 'off' })
    url = place.url
    ;[ada, bob, mira] = await Promise.all([signUp(url, 'ada'), signUp(url, 'bob'), signUp(url, 'mira')])
  })
  afterAll(() => place?.stop())

  const must = async (how: string, body: object | undefined, who: Account) => {
    expect(await request(url, how, body, who), how).toMatchObject({ status: 200 })
  }
  const link = async (room: string, who: Account, maxUses?: number) =>
    (await done(inviteSchema, url, `POST /api/rooms/${room}/invites`, maxUses === undefined ? {} : { maxUses }, who))
      .code
  const inByLink = async (code: string, who: Account) =>
    (await request(url, `POST /api/invites/${code}/accept`, undefined, who)).status
  const privateRoom = async (...members: Account[]) => {
    const { id } = await newRoom(url, ada, 'private')
    for (const member of members) await must(`POST /api/rooms/${id}/members`, { person: idOf(member) }, ada)
    return id
  }

  it('are shut to a removed user: the link they came by, and every link of before', async () => {
    const room = await privateRoom(bob)
    const [once, often] = [await link(room, ada, 1), await link(room, bob)]
    expect(await inByLink(once, mira)).toBe(200)
    await must(`DELETE /api/rooms/${room}/members/${idOf(mira)}`, undefined, ada)
    for (const code of [once, often]) {
      expect(await refusal(url, `POST /api/invites/${code}/accept`, undefined, mira)).toBe('not_found')
      expect(await request(url, `GET /api/invites/${code}`, undefined, mira)).toEqual(
        { ...await request(url, 'GET /api/invites/nowhere', undefined, mira) },
      )
    }
    expect(await refusal(url, `GET /api/rooms/${room}`, undefined, mira)).toBe('not_found')
  })

  it('are open again to a removed user by a newer link of a moderator, not by one of a member', async () => {
    const room = await privateRoom(bob, mira)
    await must(`DELETE /api/rooms/${room}/members/${idOf(mira)}`, undefined, ada)
    expect(await inByLink(await link(room, bob), mira)).toBe(404)
    expect(await inByLink(await link(room, ada), mira)).toBe(200)
  })

  it('stay open to who left, by the link they came by', async () => {
    const room = await privateRoom()
    const code = await link(room, ada, 1)
    expect(await inByLink(code, mira)).toBe(200)
    await must(`POST /api/rooms/${room}/leave`, undefined, mira)
    expect(await inByLink(code, mira)).toBe(200)
  })

  it('show a stranger the name of the room and how many are in it, and nothing by a used-up link', async () => {
    const room = await privateRoom()
    const code = await link(room, ada, 1)
    expect(await done(invitePreviewSchema, url, `GET /api/invites/${code}`, undefined, bob)).toEqual({
      title: 'Design',
      members: 1,
    })
    expect(await inByLink(code, bob)).toBe(200)
    const wrong = 'nowhere'
    for (const how of ['GET /api/invites/CODE', 'POST /api/invites/CODE/accept']) {
      expect(await request(url, how.replace('CODE', code), undefined, mira))
        .toEqual(await request(url, how.replace('CODE', wrong), undefined, mira))
    }
  })

  it('are limited: links of one member, rooms of one user, members of a private room', async () => {
    const room = await privateRoom(bob)
    const { db } = place.parley.place
    const row = (n: number) => ({
      code: `c${n}`,
      room,
      by: idOf(bob),
      created_at: 1,
      expires_at: null,
      max_uses: null,
      revoked_at: null,
    })
    await db.insertInto('invite').values(Array.from({ length: 20 }, (_, n) => row(n))).execute()
    expect(await refusal(url, `POST /api/rooms/${room}/invites`, {}, bob)).toBe('too_many')
    // The others make theirs.
    const code = await link(room, ada)

    const many = Array.from({ length: 10_000 }, (_, n) => ({
      room,
      person: `u_${n}`,
      state: 'member',
      role: 'member',
      joined_at: 1,
      muted_until: null,
    }))
    for (let at = 0; at < many.length; at += 500)
      await db
        .insertInto('membership')
        .values(many.slice(at, at + 500))
        .execute()
    expect(await refusal(url, `POST /api/invites/${code}/accept`, undefined, mira)).toBe('too_many')
    expect(await refusal(url, `POST /api/rooms/${room}/members`, { person: idOf(mira) }, ada)).toBe('too_many')

    const eve = await signUp(url, 'eve')
    for (let at = 0; at < 5_000; at += 500) {
      const ids = Array.from({ length: 500 }, (_, n) => `r_${at + n}`)
      await db.insertInto('room').values(ids.map(id => ({ id, epoch: 'e', last_seq: 1, first_seq: 1 }))).execute()
      await db.insertInto('room_info').values(ids.map(id => ({ id, kind: 'private', title: id, created_at: 1 }))).execute()
      await db.insertInto('membership').values(ids.map(id => ({
        room: id, person: idOf(eve), state: 'member', role: 'member', joined_at: 1,
      }))).execute()
    }
    expect(await refusal(url, 'POST /api/rooms', { kind: 'private', title: 'One more' }, eve)).toBe('too_many')
    expect(await refusal(url, `PUT /api/direct/${idOf(bob)}`, undefined, eve)).toBe('too_many')
  })

  it('hide the readers of a message in a channel of the configuration, which has no members', async () => {
    const { db } = place.parley.place
    await must('PATCH /api/rooms/channel_1/mine', { favourite: true }, bob)
    await db.insertInto('read_mark').values({ person: idOf(bob), room: 'channel_1', seq: 5 })
      .onConflict(conflict => conflict.columns(['person', 'room']).doUpdateSet({ seq: 5 })).execute()
    expect(await request(url, 'GET /api/rooms/channel_1/seen?seq=1', undefined, ada)).toMatchObject({
      body: { people: [], count: 0 },
    })
  })

  it('are in a log: of the room which message was deleted, of the place what its owner did', async () => {
    const owner = await ask(url, 'POST /api/owner', {
      code: await createOwnerCode(place.parley.place.db), name: 'Olga', handle: 'olga', password: PASSWORD,
    })
    await ask(url, 'PATCH /api/settings', { guestsWrite: false }, owner.cookie)
    await ask(url, 'PATCH /api/settings', { guestsWrite: true }, owner.cookie)
    await ask(url, `PUT /api/people/${idOf(bob)}/role`, { role: 'moderator' }, owner.cookie)
    const { entries } = await done(deedsSchema, url, 'GET /api/audit', undefined, owner)
    expect(entries.map(({ action, targetName, reason, byName }) => [action, byName, targetName, reason])).toEqual([
      ['role', 'Olga', 'Bob', 'moderator'],
      ['settings', 'Olga', undefined, 'guestsWrite=true'],
      ['settings', 'Olga', undefined, 'guestsWrite=false'],
    ])
    expect(await refusal(url, 'GET /api/audit', undefined, ada)).toBe('forbidden')
    // Page by page, each entry once.
    const { db } = place.parley.place
    const room = await privateRoom()
    await db
      .insertInto('audit')
      .values(
        Array.from({ length: 250 }, (_, n) => ({
          id: `a_${String(n).padStart(3, '0')}`,
          room,
          at: 1_000 + Math.floor(n / 7),
          by: idOf(ada),
          action: 'mute',
          target: null,
          reason: String(n),
        })),
      )
      .execute()
    const first = await done(auditSchema, url, `GET /api/rooms/${room}/audit`, undefined, ada)
    const second = await done(auditSchema, url, `GET /api/rooms/${room}/audit?before=${first.next}`, undefined, ada)
    expect(second.next).toBeUndefined()
    expect(new Set([...first.entries, ...second.entries].map(({ reason }) => reason)).size).toBe(250)
  })
})
