import { scryptSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { generateSync } from 'otplib'
import { createMailCode, createResetCode, findResetCode } from '../../../../../server/domain/people/security/reset-code'
import { createOwnerCode } from '../../../../../server/domain/people/accounts/owner-code'
import { hashCode } from '../../../../../server/domain/people/one-time'
import { formatHash, parseHash } from '../../../../../server/domain/people/password/stored-hash'
import { ENGINES } from '../../../../support/engine'
import { visit } from '../../../../support/parley-client'
import { ask, PASSWORD, signIn, signUp, type Account } from '../../../../support/people'
import { startPlaceOn, type TestPlace } from '../../../../support/place'

const MINUTE = 60_000

describe.each(ENGINES)('people on %s', (engine) => {
  let place: TestPlace
  let url: string
  let owner: Account

  beforeAll(async () => {
    place = await startPlaceOn(engine, { RATE_LIMIT: '100000/1' })
    url = place.url
    const code = await createOwnerCode(place.parley.place.db) ?? ''
    const late = await createOwnerCode(place.parley.place.db) ?? ''
    await expire(late, 15 * MINUTE)
    expect(await ask(url, 'POST /api/owner', { code: late, name: 'Olga', handle: 'olga', password: PASSWORD })).toMatchObject({ status: 404 })
    const claim = { code, name: 'Olga', handle: 'olga', password: PASSWORD }
    const claims = await Promise.all(
      Array.from({ length: 4 }, (_, n) => ask(url, 'POST /api/owner', { ...claim, handle: `olga${n}` })),
    )
    expect(claims.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410])
    const won = claims.find(({ status }) => status === 200)
    owner = { cookie: won?.cookie ?? '', handle: '', password: PASSWORD, session: won?.body as Account['session'] }
  })
  afterAll(() => place?.stop())

  /** As if the life of a link, which is this long, were over. */
  async function expire(code: string, lifeMs: number): Promise<void> {
    const { db } = place.parley.place
    const codes = db.selectFrom('one_time_code').select('expires_at').where('hash', '=', hashCode(code))
    const { expires_at: at } = await codes.executeTakeFirstOrThrow()
    expect(at - Date.now()).toBeLessThanOrEqual(lifeMs)
    expect(at - Date.now()).toBeGreaterThan(lifeMs - MINUTE)
    await db.updateTable('one_time_code').set({ expires_at: Date.now() - 1 }).where('hash', '=', hashCode(code)).execute()
  }

  it('sign up with the id of the guest, whose cookie opens nothing any more', async () => {
    const guest = await visit(url)
    const before = await ask(url, 'GET /api/session', undefined, guest)
    const ada = await signUp(url, 'ada', guest)
    expect(ada.session.user.id).toBe((before.body as Account['session']).user.id)
    expect((await ask(url, 'GET /api/session', undefined, guest)).body).not.toMatchObject({
      user: { id: ada.session.user.id },
    })
    expect((await ask(url, 'GET /api/session', undefined, ada.cookie)).body).toEqual(ada.session)
  })

  it('get a handle once, also where many want it at once', async () => {
    const guests = await Promise.all(Array.from({ length: 4 }, () => visit(url)))
    const tries = await Promise.all(
      guests.map(cookie => ask(url, 'POST /api/account', { handle: 'wanted', password: PASSWORD }, cookie)),
    )
    expect(tries.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409])
  })

  it('change the password, and every other sign-in ends', async () => {
    const here = await signUp(url, 'peter')
    const there = await signIn(url, 'peter')
    const password = 'another long password'
    expect(await ask(url, 'PUT /api/account/password', { current: 'wrong', password }, here.cookie)).toMatchObject({
      status: 401,
    })
    expect(await ask(url, 'PUT /api/account/password', { current: PASSWORD, password }, here.cookie)).toMatchObject({
      status: 200,
    })
    expect(await ask(url, 'GET /api/account', undefined, there.cookie)).toMatchObject({ status: 401 })
    expect(await ask(url, 'GET /api/account', undefined, here.cookie)).toMatchObject({
      status: 200,
      body: { handle: 'peter', totp: false },
    })
    expect(await ask(url, 'POST /api/sign-in', { handle: 'peter', password: PASSWORD })).toMatchObject({ status: 401 })
    expect(await ask(url, 'POST /api/sign-in', { handle: 'peter', password })).toMatchObject({ status: 200 })
  })

  it('turn the second factor on: then no way leads past it', async () => {
    const user = await signUp(url, 'tina')
    expect(await ask(url, 'POST /api/account/totp', { password: 'wrong' }, user.cookie)).toMatchObject({ status: 401 })
    const { body } = await ask(url, 'POST /api/account/totp', { password: PASSWORD }, user.cookie)
    const { secret } = body as { secret: string }
    expect(await ask(url, 'PUT /api/account/totp', { code: '000000x' }, user.cookie)).toMatchObject({
      status: 401,
      body: { error: { code: 'second_factor' } },
    })
    const code = generateSync({ secret })
    const on = await ask(url, 'PUT /api/account/totp', { code }, user.cookie)
    const [recovery = ''] = (on.body as { recoveryCodes: string[] }).recoveryCodes

    const wanted = { handle: 'tina', password: PASSWORD }
    expect(await ask(url, 'POST /api/sign-in', wanted)).toMatchObject({
      status: 401,
      body: { error: { code: 'second_factor' } },
      cookie: '',
    })
    expect(await ask(url, 'POST /api/sign-in', { ...wanted, password: 'wrong' })).toMatchObject({
      body: { error: { code: 'unauthorized' } },
    })
    // The code that turned it on was used.
    expect(await ask(url, 'POST /api/sign-in', { ...wanted, totp: code })).toMatchObject({ status: 401 })
    const recovered = await Promise.all(
      [1, 2, 3].map(() => ask(url, 'POST /api/sign-in', { ...wanted, totp: recovery })),
    )
    expect(recovered.map(({ status }) => status).sort()).toEqual([200, 401, 401])

    const link = await ask(url, `POST /api/people/${user.session.user.id}/reset-link`, {}, owner.cookie)
    const reset = (link.body as { url: string }).url.split('#')[1]
    expect(await ask(url, 'POST /api/reset', { code: reset, password: PASSWORD })).toMatchObject({
      status: 401,
      body: { error: { code: 'second_factor' } },
    })
    expect(await ask(url, 'DELETE /api/account/totp', { password: PASSWORD }, user.cookie)).toMatchObject({
      status: 200,
    })
    expect(await ask(url, 'POST /api/sign-in', wanted)).toMatchObject({ status: 200 })
  })

  it('get a new password by a link of the owner, which fifty at once use once', async () => {
    const user = await signUp(url, 'rita')
    const path = `POST /api/people/${user.session.user.id}/reset-link`
    expect(await ask(url, path, {}, user.cookie)).toMatchObject({ status: 403 })
    const older = await ask(url, path, {}, owner.cookie)
    const link = await ask(url, path, {}, owner.cookie)
    const codeOf = ({ body }: { body: unknown }) => (body as { url: string }).url.split('/reset#')[1]
    expect(await ask(url, 'POST /api/reset', { code: codeOf(older), password: PASSWORD })).toMatchObject({
      status: 404,
    })
    const tries = await Promise.all(
      Array.from({ length: 50 }, () =>
        ask(url, 'POST /api/reset', { code: codeOf(link), password: 'a password of a link' }),
      ),
    )
    expect(tries.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(tries.filter(({ cookie }) => cookie !== '')).toHaveLength(1)
    expect(await ask(url, 'GET /api/account', undefined, user.cookie)).toMatchObject({ status: 401 })
    expect(await ask(url, 'POST /api/reset', { code: codeOf(link), password: PASSWORD })).toMatchObject({ status: 410 })
  })

  it('get no password, account or room by a link whose time is over', async () => {
    const user = await signUp(url, 'lena')
    const linkOf = ({ body }: { body: unknown }) => (body as { url: string }).url.split('#')[1] ?? ''
    const reset = linkOf(await ask(url, `POST /api/people/${user.session.user.id}/reset-link`, {}, owner.cookie))
    await expire(reset, 60 * MINUTE)
    expect(await ask(url, 'POST /api/reset', { code: reset, password: PASSWORD })).toMatchObject({ status: 404 })

    const account = linkOf(await ask(url, 'POST /api/account-links', {}, owner.cookie))
    await expire(account, 7 * 24 * 60 * MINUTE)
    await ask(url, 'PATCH /api/settings', { signUp: 'closed' }, owner.cookie)
    const body = { handle: 'too_late', password: PASSWORD, invite: account }
    expect(await ask(url, 'POST /api/account', body, await visit(url))).toMatchObject({ status: 403 })
    await ask(url, 'PATCH /api/settings', { signUp: 'open' }, owner.cookie)

    const created = await ask(url, 'POST /api/rooms', { kind: 'private', title: 'Late' }, owner.cookie)
    const { room: { id } } = created.body as { room: { id: string } }
    const made = await ask(url, `POST /api/rooms/${id}/invites`, { expiresInDays: 1 }, owner.cookie)
    const { code, expiresAt } = made.body as { code: string, expiresAt: number }
    expect(await ask(url, `GET /api/invites/${code}`, undefined, user.cookie)).toMatchObject({ status: 200 })
    expect(Math.round((expiresAt - Date.now()) / MINUTE)).toBe(24 * 60)
    await place.parley.place.db.updateTable('invite').set({ expires_at: Date.now() - 1 }).where('code', '=', code).execute()
    expect(await ask(url, `GET /api/invites/${code}`, undefined, user.cookie)).toMatchObject({ status: 404 })
    expect(await ask(url, `POST /api/invites/${code}/accept`, {}, user.cookie)).toMatchObject({ status: 404 })
  })

  it('get another hash of the password when they sign in with one of an older cost', async () => {
    const { db } = place.parley.place
    const user = await signUp(url, 'otto_older')
    const { id } = user.session.user
    const stored = async () => (await db.selectFrom('person').select('password').where('id', '=', id).executeTakeFirstOrThrow()).password
    const salt = Buffer.alloc(16, 7)
    const hash = scryptSync(PASSWORD, salt, 32, { N: 2 ** 7, r: 8, p: 1 })
    const older = formatHash({ ln: 7, r: 8, p: 1, salt, hash })
    await db.updateTable('person').set({ password: older }).where('id', '=', id).execute()
    expect(await ask(url, 'POST /api/sign-in', { handle: 'otto_older', password: 'wrong' })).toMatchObject({ status: 401 })
    expect(await stored()).toBe(older)
    await signIn(url, 'otto_older')
    expect(parseHash(await stored() ?? '')).toMatchObject({ ln: 8, r: 8, p: 3 })
    await signIn(url, 'otto_older')
  })

  it('have a status until its end', async () => {
    const user = await signUp(url, 'stina')
    const card = async () => (await ask(url, `GET /api/people/${user.session.user.id}`, undefined, owner.cookie)).body
    const found = async () => (await ask(url, 'GET /api/people?q=stina', undefined, owner.cookie)).body
    const set = (statusUntil: number | null) => ask(url, 'PATCH /api/account', { status: 'In a meeting', statusUntil }, user.cookie)
    await set(Date.now() + 60 * MINUTE)
    expect([await card(), await found()]).toMatchObject([{ status: 'In a meeting' }, { people: [{ status: 'In a meeting' }] }])
    await set(Date.now() - 1)
    for (const read of [await card(), await found()]) expect(JSON.stringify(read)).not.toContain('In a meeting')
    await set(null)
    expect(await card()).toMatchObject({ status: 'In a meeting' })
  })

  it('find the language that they chose on another device where they sign in', async () => {
    const user = await signUp(url, 'lin')
    expect((await signIn(url, 'lin')).cookie).not.toContain('parley-language')
    await ask(url, 'PATCH /api/account', { language: 'zh' }, user.cookie)
    expect((await signIn(url, 'lin')).cookie).toContain('parley-language=zh')
  })

  it('are found by the beginning of a name or handle, guests and patterns apart', async () => {
    const guest = await visit(url)
    await ask(url, 'POST /api/account', { handle: 'emil', password: PASSWORD, name: 'Émil Ünal' }, guest)
    const found = async (q: string) => {
      const { body } = await ask(url, `GET /api/people?q=${encodeURIComponent(q)}`, undefined, owner.cookie)
      return (body as { people: { handle: string }[] }).people.map(({ handle }) => handle)
    }
    expect(await found('éMIL')).toEqual(['emil'])
    expect(await found('@EMI')).toEqual(['emil'])
    for (const q of ['mil', '%', '_', '\\', '\' OR 1=1 --']) expect(await found(q)).toEqual([])
    expect(await ask(url, 'GET /api/people?q=a', undefined, await visit(url))).toMatchObject({ status: 401 })
    expect(await ask(url, 'GET /api/people?q=a&q=b', undefined, owner.cookie)).toMatchObject({ status: 400 })
  })

  it('change handle, status and what others see of them', async () => {
    const user = await signUp(url, 'sara')
    const changed = await ask(
      url,
      'PATCH /api/account',
      { handle: 'sarah', status: 'On holiday', hidesReading: true, language: 'zh' },
      user.cookie,
    )
    expect(changed).toMatchObject({ status: 200, body: { account: { handle: 'sarah', role: 'member' } } })
    expect(await ask(url, 'GET /api/account', undefined, user.cookie)).toMatchObject({
      body: {
        handle: 'sarah',
        status: 'On holiday',
        statusUntil: null,
        language: 'zh',
        hidesReading: true,
        hidesPresence: false,
      },
    })
    const card = await ask(url, `GET /api/people/${user.session.user.id}`, undefined, owner.cookie)
    expect(card.body).toEqual({
      id: user.session.user.id,
      name: 'Sara',
      handle: 'sarah',
      role: 'member',
      status: 'On holiday',
    })
    expect(await ask(url, 'PATCH /api/account', { handle: 'ada' }, user.cookie)).toMatchObject({ status: 409 })
    for (const wrong of [
      { role: 'owner' }, { id: 'u_x' }, { password: 'x' }, { status: 'a\nb' }, { language: 'xx' }, { status: { a: 1 } },
    ]) {
      expect(await ask(url, 'PATCH /api/account', wrong, user.cookie)).toMatchObject({ status: 400 })
    }
  })

  it('have roles that only owners give, and always one owner', async () => {
    const user = await signUp(url, 'mona')
    const role = (who: string, role: string, cookie: string) =>
      ask(url, `PUT /api/people/${who}/role`, { role }, cookie)
    const [userId, ownerId] = [user.session.user.id, owner.session.user.id]
    expect(await role(userId, 'owner', user.cookie)).toMatchObject({ status: 403 })
    expect(await role(ownerId, 'member', owner.cookie)).toMatchObject({ status: 403 })
    expect(await role('u_nobody', 'member', owner.cookie)).toMatchObject({ status: 404 })
    expect(await role(userId, 'guest', owner.cookie)).toMatchObject({ status: 400 })
    expect(await role(userId, 'owner', owner.cookie)).toMatchObject({ status: 200 })
    // Each takes the other's role at once: one of them stays.
    const both = await Promise.all([role(ownerId, 'member', user.cookie), role(userId, 'member', owner.cookie)])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 403])
    const winner = both[0]?.status === 200 ? user : owner
    const other = winner === user ? ownerId : userId
    expect(await role(other, 'owner', winner.cookie)).toMatchObject({ status: 200 })
    expect(await role(userId, 'member', owner.cookie)).toMatchObject({ status: 200 })
  })

  it('lose what a role allowed in the transaction, though this process did not hear that it was taken', async () => {
    const { db, people, rooms } = place.parley.place
    const [demoted, other] = await Promise.all([signUp(url, 'dora'), signUp(url, 'otis')])
    const { id } = demoted.session.user
    await ask(url, `PUT /api/people/${id}/role`, { role: 'owner' }, owner.cookie)
    await ask(url, 'PATCH /api/settings', { createRooms: 'moderators' }, owner.cookie)
    expect(await ask(url, 'GET /api/session', undefined, demoted.cookie)).toMatchObject({
      body: { account: { role: 'owner' } },
    })
    // As another process does, whose word is lost.
    await db.updateTable('person').set({ role: 'member' }).where('id', '=', id).execute()
    const person = other.session.user.id
    const tries = [
      ['PUT', `/api/people/${id}/role`, { role: 'owner' }],
      ['PUT', `/api/people/${person}/disabled`, { disabled: true }],
      ['POST', `/api/people/${person}/reset-link`, {}],
      ['PATCH', '/api/settings', { signUp: 'closed' }],
      ['POST', '/api/rooms', { kind: 'channel', title: 'Mine' }],
      ['PATCH', '/api/rooms/channel_1', { topic: 'Mine' }],
      ['PUT', `/api/rooms/channel_1/bans/${person}`, {}],
    ] as const
    for (const [method, path, body] of tries) {
      expect(await ask(url, `${method} ${path}`, body, demoted.cookie), path).toMatchObject({ status: 403 })
    }
    expect(await people.find(person)).toMatchObject({ disabled: false })
    expect(rooms.known('channel_1')?.room.topic).toBeUndefined()
    await ask(url, 'PATCH /api/settings', { createRooms: 'members' }, owner.cookie)
    people.forget(id)
  })

  it('keep one of two owners who demote each other at once', async () => {
    const [one, two] = await Promise.all([signUp(url, 'una'), signUp(url, 'dua')])
    for (const {
      session: { user },
    } of [one, two])
      await ask(url, `PUT /api/people/${user.id}/role`, { role: 'owner' }, owner.cookie)
    const demote = (by: Account, whom: Account) =>
      ask(url, `PUT /api/people/${whom.session.user.id}/role`, { role: 'member' }, by.cookie)
    const answers = await Promise.all([demote(one, two), demote(two, one)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403])
    for (const {
      session: { user },
    } of [one, two])
      await ask(url, `PUT /api/people/${user.id}/role`, { role: 'member' }, owner.cookie)
  })

  it('are one sign-in as guests, though two tabs do the first lasting thing at once', async () => {
    const guest = await visit(url)
    const answers = await Promise.all([1, 2, 3].map(() => ask(url, 'POST /api/rooms/read-all', {}, guest)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    const { user: { id } } = (await ask(url, 'GET /api/session', undefined, guest)).body as Account['session']
    const { db } = place.parley.place
    expect(await db.selectFrom('session').select('id').where('person', '=', id).execute()).toHaveLength(1)
  })

  it('keep the link of an owner though strangers ask for mails, and no link once the address changes', async () => {
    const { db } = place.parley.place
    const user = await signUp(url, 'maila')
    const { id } = user.session.user
    const link = await createResetCode(db, id)
    const mailed = [await createMailCode(db, id), await createMailCode(db, id)]
    expect(mailed).toEqual([expect.any(String), null])
    expect(await findResetCode(db, link)).toMatchObject({ person: id })
    expect(await findResetCode(db, mailed[0] ?? '')).toMatchObject({ person: id })
    expect(
      await ask(url, 'PUT /api/account/mail', { mail: 'new@example.com', password: PASSWORD }, user.cookie),
    ).toMatchObject({ status: 200 })
    for (const code of [link, mailed[0] ?? '']) {
      expect(await ask(url, 'POST /api/reset', { code, password: PASSWORD })).toMatchObject({ status: 404 })
    }
  })

  it('keep a recovery code where the sign-in could not be stored', async () => {
    const { signIns } = place.parley.place
    const user = await signUp(url, 'rene')
    const { body } = await ask(url, 'POST /api/account/totp', { password: PASSWORD }, user.cookie)
    const { secret } = body as { secret: string }
    const on = await ask(url, 'PUT /api/account/totp', { code: generateSync({ secret }) }, user.cookie)
    const [totp = ''] = (on.body as { recoveryCodes: string[] }).recoveryCodes
    const wanted = { handle: 'rene', password: PASSWORD, totp }
    const storing = vi.spyOn(signIns, 'create').mockRejectedValueOnce(new Error('The database is away.'))
    expect(await ask(url, 'POST /api/sign-in', wanted)).toMatchObject({ status: 500 })
    storing.mockRestore()
    expect(await ask(url, 'POST /api/sign-in', wanted)).toMatchObject({ status: 200 })
    expect(await ask(url, 'POST /api/sign-in', wanted)).toMatchObject({ status: 401 })
  })

  it('keep a recovery code where the new password could not be hashed', async () => {
    const { db, passwords } = place.parley.place
    const user = await signUp(url, 'rea')
    const { body } = await ask(url, 'POST /api/account/totp', { password: PASSWORD }, user.cookie)
    const { secret } = body as { secret: string }
    const on = await ask(url, 'PUT /api/account/totp', { code: generateSync({ secret }) }, user.cookie)
    const [recovery = ''] = (on.body as { recoveryCodes: string[] }).recoveryCodes
    const code = await createResetCode(db, user.session.user.id)
    const hashing = vi.spyOn(passwords, 'hash').mockRejectedValueOnce(new Error('busy'))
    expect(await ask(url, 'POST /api/reset', { code, password: PASSWORD, totp: recovery })).toMatchObject({
      status: 500,
    })
    hashing.mockRestore()
    expect(await ask(url, 'POST /api/reset', { code, password: PASSWORD, totp: 'wrong' })).toMatchObject({
      status: 401,
    })
    expect(await ask(url, 'POST /api/reset', { code, password: PASSWORD, totp: recovery })).toMatchObject({
      status: 200,
    })
  })

  it('do not demote an equal in a room; the owner of the place demotes the owner of a channel of the configuration', async () => {
    const [one, two] = await Promise.all([signUp(url, 'rolf'), signUp(url, 'rosa')])
    const give = (room: string, by: Account, whom: Account, role: string) =>
      ask(url, `PUT /api/rooms/${room}/members/${whom.session.user.id}`, { role }, by.cookie)
    const created = await ask(url, 'POST /api/rooms', { kind: 'private', title: 'Two owners' }, one.cookie)
    const { room: { id } } = created.body as { room: { id: string } }
    await ask(url, `POST /api/rooms/${id}/members`, { person: two.session.user.id }, one.cookie)
    expect(await give(id, one, two, 'owner')).toMatchObject({ status: 200 })
    expect(await give(id, one, two, 'member')).toMatchObject({ status: 403 })
    expect(await give(id, one, one, 'member')).toMatchObject({ status: 200 })
    expect(await give('channel_1', owner, two, 'owner')).toMatchObject({ status: 200 })
    expect(await give('channel_1', owner, two, 'member')).toMatchObject({ status: 200 })
  })

  it('people block each other', async () => {
    const user = await signUp(url, 'nina')
    const blocked = `/api/blocks/${owner.session.user.id}`
    expect(await ask(url, `PUT ${blocked}`, {}, user.cookie)).toMatchObject({ status: 200 })
    expect(await ask(url, `PUT ${blocked}`, {}, user.cookie)).toMatchObject({ status: 200 })
    expect(await ask(url, 'GET /api/blocks', undefined, user.cookie)).toMatchObject({
      body: { people: [{ id: owner.session.user.id }] },
    })
    expect(await ask(url, `DELETE ${blocked}`, {}, user.cookie)).toMatchObject({ status: 200 })
    expect(await ask(url, 'GET /api/blocks', undefined, user.cookie)).toMatchObject({ body: { people: [] } })
    expect(await ask(url, `PUT /api/blocks/${user.session.user.id}`, {}, user.cookie)).toMatchObject({ status: 403 })
  })

  it('sign in, and are limited per handle and address', async () => {
    const unknown = await ask(url, 'POST /api/sign-in', { handle: 'nobody-here', password: PASSWORD })
    const wrong = await ask(url, 'POST /api/sign-in', { handle: 'wanted', password: 'wrong' })
    expect([unknown, wrong, unknown.status]).toEqual([wrong, unknown, 401])
    const tries = []
    for (let n = 0; n < 22; n++) tries.push(await ask(url, 'POST /api/sign-in', { handle: 'guessed', password: 'w' }))
    expect(tries.map(({ status }) => status)).toEqual([...Array<number>(20).fill(401), 429, 429])
    expect(tries.at(-1)?.body).toMatchObject({ error: { code: 'rate_limited', retryAfterMs: expect.any(Number) } })
  })

  it('are disabled by an owner: no way in, until they are enabled again', async () => {
    const user = await signUp(url, 'dave')
    const set = (disabled: boolean, cookie: string) =>
      ask(url, `PUT /api/people/${user.session.user.id}/disabled`, { disabled }, cookie)
    expect(await set(true, user.cookie)).toMatchObject({ status: 403 })
    expect(await set(true, owner.cookie)).toMatchObject({ status: 200 })
    expect(await ask(url, 'GET /api/account', undefined, user.cookie)).toMatchObject({ status: 401 })
    expect(await ask(url, 'POST /api/sign-in', { handle: 'dave', password: PASSWORD })).toMatchObject({
      status: 403,
      cookie: '',
    })
    expect(
      await ask(url, `PUT /api/people/${owner.session.user.id}/disabled`, { disabled: true }, owner.cookie),
    ).toMatchObject({ status: 403 })
    const found = async (cookie: string) => (await ask(url, 'GET /api/people?q=dave', undefined, cookie)).body
    expect(await found(owner.cookie)).toMatchObject({ people: [{ handle: 'dave', disabled: true }] })
    expect(await found((await signUp(url, 'mallory')).cookie)).toEqual({ people: [] })
    expect(await set(false, owner.cookie)).toMatchObject({ status: 200 })
    expect(await ask(url, 'POST /api/sign-in', { handle: 'dave', password: PASSWORD })).toMatchObject({ status: 200 })
  })

  it('may create rooms and write as the owner set it', async () => {
    const user = await signUp(url, 'walt')
    const set = (settings: object) => ask(url, 'PATCH /api/settings', settings, owner.cookie)
    expect(await set({ createRooms: 'moderators', guestsWrite: false })).toMatchObject({ status: 200 })
    expect(await set({ signUp: 'sometimes' })).toMatchObject({ status: 400 })
    expect(await ask(url, 'POST /api/rooms', { kind: 'private', title: 'Ours' }, user.cookie)).toMatchObject({
      status: 403,
    })
    const { rooms } = place.parley
    const member = { ...user.session.user, role: 'member' } as const
    const guest = { id: 'u_guest', name: 'Guest' }
    expect([rooms.may(guest, 'send', 'channel_1'), rooms.may(member, 'send', 'channel_1')]).toEqual([false, true])
    await set({ createRooms: 'members', guestsWrite: true })
    expect(await ask(url, 'POST /api/rooms', { kind: 'private', title: 'Ours' }, user.cookie)).toMatchObject({
      status: 200,
    })
    expect(rooms.may(guest, 'send', 'channel_1')).toBe(true)
  })

  it('sign up by an invitation where the owner wants it, or by a link of the owner, once per use of the link', async () => {
    const room = await ask(url, 'POST /api/rooms', { kind: 'private', title: 'Team' }, owner.cookie)
    const { id } = (room.body as { room: { id: string } }).room
    const link = await ask(url, `POST /api/rooms/${id}/invites`, { maxUses: 1 }, owner.cookie)
    const { code: invite } = link.body as { code: string }
    await ask(url, 'PATCH /api/settings', { signUp: 'invited' }, owner.cookie)
    const guests = await Promise.all([0, 1, 2].map(() => visit(url)))
    const tries = await Promise.all(
      guests.map((cookie, n) =>
        ask(url, 'POST /api/account', { handle: `invited${n}`, password: PASSWORD, invite }, cookie),
      ),
    )
    expect(tries.map(({ status }) => status).sort()).toEqual([200, 403, 403])
    const winner = tries.find(({ status }) => status === 200)
    expect(await ask(url, `POST /api/invites/${invite}/accept`, {}, winner?.cookie)).toMatchObject({ status: 200 })
    await ask(url, 'PATCH /api/settings', { signUp: 'closed' }, owner.cookie)
    expect(
      await ask(url, 'POST /api/account', { handle: 'closed', password: PASSWORD, invite }, await visit(url)),
    ).toMatchObject({ status: 403 })

    expect(await ask(url, 'POST /api/account-links', {}, winner?.cookie)).toMatchObject({ status: 403 })
    const made = await ask(url, 'POST /api/account-links', {}, owner.cookie)
    const code = (made.body as { url: string }).url.split('/signin?new#')[1]
    const comers = await Promise.all([0, 1].map(() => visit(url)))
    const used = await Promise.all(
      comers.map((cookie, n) =>
        ask(url, 'POST /api/account', { handle: `linked${n}`, password: PASSWORD, invite: code }, cookie),
      ),
    )
    expect(used.map(({ status }) => status).sort()).toEqual([200, 403])
    await ask(url, 'PATCH /api/settings', { signUp: 'open' }, owner.cookie)
  })

  it('leave their rooms to the moderator who joined first, else to the member; an empty room is archived', async () => {
    const { db } = place.parley.place
    const users = await Promise.all(['otto', 'paula', 'quinn'].map(handle => signUp(url, handle)))
    const [otto, paula, quinn] = users.map(({ session }) => session.user.id)
    const cookie = users[0]?.cookie ?? ''
    const newRoom = async (title: string, members: readonly (string | undefined)[], moderator?: string) => {
      const { body } = await ask(url, 'POST /api/rooms', { kind: 'private', title }, cookie)
      const { id } = (body as { room: { id: string } }).room
      for (const person of members) {
        expect(await ask(url, `POST /api/rooms/${id}/members`, { person }, cookie)).toMatchObject({ status: 200 })
      }
      if (moderator) await ask(url, `PUT /api/rooms/${id}/members/${moderator}`, { role: 'moderator' }, cookie)
      return id
    }
    const moderated = await newRoom('Moderated', [paula, quinn], quinn)
    const plain = await newRoom('Plain', [paula, quinn])
    const shared = await newRoom('Shared', [paula])
    await ask(url, `PUT /api/rooms/${shared}/members/${paula}`, { role: 'owner' }, cookie)
    const empty = await newRoom('Empty', [])
    expect(await ask(url, 'POST /api/account/erase', { password: PASSWORD }, cookie)).toMatchObject({ status: 200 })

    const owners = await db.selectFrom('membership').select(['room', 'person']).where('role', '=', 'owner')
      .where('state', '=', 'member').where('room', 'in', [moderated, plain, shared, empty]).execute()
    expect(new Map(owners.map(({ room, person }) => [room, person]))).toEqual(
      new Map([
        [moderated, quinn],
        [plain, paula],
        [shared, paula],
      ]),
    )
    const archived = await db.selectFrom('room_info').select('id').where('archived_at', 'is not', null).execute()
    expect(archived).toEqual([{ id: empty }])
    expect(await ask(url, `PATCH /api/rooms/${plain}`, { title: 'Mine now' }, users[1]?.cookie)).toMatchObject({
      status: 200,
    })
    const { body } = await ask(url, `GET /api/rooms/${moderated}/audit`, undefined, users[2]?.cookie)
    expect(body).toMatchObject({
      entries: expect.arrayContaining([expect.objectContaining({ action: 'owner', by: otto, target: quinn })]),
    })
  })
})
