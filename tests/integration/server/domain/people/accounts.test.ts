import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../../../../support/app'
import { ENGINES, startEngine, type TestEngine } from '../../../../support/engine'
import { connectParley, visit } from '../../../../support/parley-client'
import { ask, ownerCode, PASSWORD, signIn, signUp, type Account } from '../../../../support/people'

describe.each(ENGINES)('accounts on %s', (engine) => {
  let data: TestEngine
  let app: TestApp
  let owner: Account

  beforeAll(async () => {
    data = await startEngine(engine)
    app = await startApp({ env: { RATE_LIMIT: '100000/1', ...data.env } })
  })
  afterAll(async () => {
    await app?.stop()
    await data?.stop()
  })

  describe('the link for the owner', () => {
    it('makes one owner of fifty who use it at once', async () => {
      const code = await ownerCode(app)
      const wrong = await ask(app.url, 'POST /api/owner', {
        code: 'x'.repeat(32),
        name: 'O',
        handle: 'olga',
        password: PASSWORD,
      })
      expect(wrong.status).toBe(404)
      const tries = await Promise.all(Array.from({ length: 50 }, (_, index) => (
        ask(app.url, 'POST /api/owner', { code, name: 'Olga', handle: `olga${index}`, password: PASSWORD })
      )))
      const winners = tries.filter(({ status }) => status === 200)
      expect(winners.map(({ body }) => body)).toEqual([
        expect.objectContaining({ account: { handle: expect.stringMatching(/^olga/), role: 'owner' } }),
      ])
      // Too many hashes wait for some of them; the others are answered that they come too late.
      expect(tries.filter(({ status }) => status !== 200).every(({ status }) => [410, 503].includes(status))).toBe(true)
      const { cookie, body } = winners[0] ?? { cookie: '', body: null }
      owner = { cookie, handle: 'olga', password: PASSWORD, session: body as Account['session'] }
    }, 60_000)

    it('is refused once there is an owner, and is not printed again', async () => {
      const late = await ask(app.url, 'POST /api/owner', {
        code: await ownerCode(app),
        name: 'O',
        handle: 'other',
        password: PASSWORD,
      })
      expect(late).toMatchObject({ status: 410, body: { error: { code: 'used' } } })
      const links = app.logs().filter(line => line.includes('/owner#')).length
      await app.restart()
      expect(app.logs().filter(line => line.includes('/owner#'))).toHaveLength(links)
    })
  })

  describe('signing up', () => {
    it('gives the guest an account with the same id; the other tabs go on, and the old cookie opens nothing', async () => {
      const guest = await visit(app.url)
      const tab = await connectParley({ url: app.wsUrl, cookie: guest })
      const { user } = await tab.next('hello')
      const ada = await signUp(app.url, 'ada', guest)
      expect(ada.session).toMatchObject({
        user: { id: user.id, name: 'Ada' },
        account: { handle: 'ada', role: 'member' },
      })
      const isAccount = (event: object) => 'account' in event
      expect(await tab.waitFor(isAccount)).toMatchObject({
        type: 'me',
        user: { id: user.id },
        account: { handle: 'ada' },
      })

      tab.send({ type: 'send', room: 'channel_1', clientId: 'from-the-other-tab', text: 'still me' })
      await tab.next('ack')
      const late = await connectParley({ url: app.wsUrl, cookie: guest })
      expect((await late.closed).code).toBe(1008)
      const old = await ask(app.url, 'GET /api/session', undefined, guest)
      expect(old.body).not.toMatchObject({ user: { id: user.id } })

      // The tab belongs to the sign-in now, and ends with it.
      await ask(app.url, 'POST /api/sign-out', {}, ada.cookie)
      expect((await tab.closed).code).toBe(1008)
    })

    it('gives a handle to one of many users who want it at once, and refuses the others', async () => {
      const guests = await Promise.all(Array.from({ length: 5 }, () => visit(app.url)))
      const tries = await Promise.all(guests.map(cookie => (
        ask(app.url, 'POST /api/account', { handle: 'wanted', password: PASSWORD }, cookie)
      )))
      expect(tries.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409])
    })

    it('makes one account of a guest who asks in two tabs at once', async () => {
      const guest = await visit(app.url)
      const tries = await Promise.all(['twice-a', 'twice-b'].map(handle => (
        ask(app.url, 'POST /api/account', { handle, password: PASSWORD }, guest)
      )))
      expect(tries.map(({ status }) => status).sort()).toEqual([200, 409])
    })

    it.each([
      ['a role', { role: 'owner' }], ['an id', { id: 'u_other' }], ['a reserved handle', { handle: 'admin' }],
      ['an object as password', { password: { $ne: null } }],
      ['an object as handle', { handle: { $gt: '' } }], ['a list', { handle: ['a'] }], ['null', { handle: null }],
      ['a NUL', { name: 'a\0b' }], ['an invite that is none', { invite: '\' OR 1=1 --' }],
    ])('refuses %s with 400', async (_what, wrong) => {
      const body = { handle: 'eve', password: PASSWORD, ...wrong }
      expect(await ask(app.url, 'POST /api/account', body, await visit(app.url))).toMatchObject({ status: 400 })
    })

    it('is what the owner set', async () => {
      const set = (signUp: string) => ask(app.url, 'PATCH /api/settings', { signUp }, owner.cookie)
      expect(await set('closed')).toMatchObject({ status: 200, body: { signUp: 'closed', createRooms: 'members' } })
      expect(await ask(app.url, 'GET /api/settings')).toMatchObject({ body: { signUp: 'closed', providers: [] } })
      const refused = await ask(
        app.url,
        'POST /api/account',
        { handle: 'late', password: PASSWORD },
        await visit(app.url),
      )
      expect(refused).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } })
      await set('invited')
      const invite = { handle: 'late', password: PASSWORD, invite: 'nowhere' }
      expect(await ask(app.url, 'POST /api/account', invite, await visit(app.url))).toMatchObject({ status: 403 })
      await set('open')
      expect(await ask(app.url, 'PATCH /api/settings', { signUp: 'closed' }, await visit(app.url))).toMatchObject({
        status: 401,
      })
    })
  })

  describe('signing in', () => {
    it('answers a wrong password and an unknown handle alike', async () => {
      await signUp(app.url, 'bob')
      const wrong = await ask(app.url, 'POST /api/sign-in', { handle: 'bob', password: 'wrong wrong wrong' })
      const unknown = await ask(app.url, 'POST /api/sign-in', { handle: 'nobody-here', password: PASSWORD })
      expect(wrong).toMatchObject({ status: 401, body: { error: { code: 'unauthorized' } }, cookie: '' })
      expect(unknown).toEqual(wrong)
    })

    it.each([
      ['operator objects', { handle: { $ne: '' }, password: { $ne: '' } }],
      ['a password of megabytes', { password: 'x'.repeat(60_000) }],
      ['a role', { role: 'owner' }],
      ['null', { password: null }],
      ['nothing', { handle: undefined, password: undefined }],
    ])('refuses %s with 400', async (_what, wrong) => {
      expect(await ask(app.url, 'POST /api/sign-in', { handle: 'bob', password: PASSWORD, ...wrong })).toMatchObject({
        status: 400,
      })
    })

    it.each([
      'sign-in', 'account', 'owner', 'reset',
    ])('refuses a very long password before it is hashed: /api/%s', async (path) => {
      const body = { code: 'x', handle: 'bob', name: 'Bob', password: 'x'.repeat(60_000) }
      const { status } = await ask(app.url, `POST /api/${path}`, body, await visit(app.url))
      expect([400, 413]).toContain(status)
    })

    it('takes a handle as it is typed, and lists where the user is signed in', async () => {
      const { cookie, session } = await signIn(app.url, ' @Bob ')
      expect(session.account).toEqual({ handle: 'bob', role: 'member' })
      const { body } = await ask(app.url, 'GET /api/sign-ins', undefined, cookie)
      expect(body).toMatchObject({ signIns: [{ current: true }, { current: false }] })
    })

    it('signing in as another user in the same browser ends what the browser was', async () => {
      const guest = await visit(app.url)
      const tab = await connectParley({ url: app.wsUrl, cookie: guest })
      await tab.next('hello')
      const bob = await signIn(app.url, 'bob', guest)
      expect((await tab.closed).code).toBe(1008)

      const tabOfBob = await connectParley({ url: app.wsUrl, cookie: bob.cookie })
      await tabOfBob.next('hello')
      await signUp(app.url, 'carol')
      const carol = await signIn(app.url, 'carol', bob.cookie)
      expect((await tabOfBob.closed).code).toBe(1008)
      expect(await ask(app.url, 'GET /api/sign-ins', undefined, bob.cookie)).toMatchObject({ status: 401 })
      expect((await ask(app.url, 'GET /api/session', undefined, carol.cookie)).body).toMatchObject({
        account: { handle: 'carol' },
      })
    })

    it('another user in the same browser gets no message of the one before', async () => {
      const [dan, eve] = [await signUp(app.url, 'dan'), await signUp(app.url, 'eve_two')]
      await signUp(app.url, 'fay')
      const created = await ask(app.url, 'POST /api/rooms', { kind: 'private', title: 'Not for Fay' }, dan.cookie)
      const { room: { id: room } } = created.body as { room: { id: string } }
      await ask(app.url, `POST /api/rooms/${room}/members`, { person: eve.session.user.id }, dan.cookie)
      const join = async (cookie: string) => {
        const tab = await connectParley({ url: app.wsUrl, cookie })
        const hello = await tab.next('hello')
        tab.send({ type: 'join', id: 1, room })
        return { tab, hello }
      }
      const { tab: writer } = await join(dan.cookie)
      const { tab: tabOfEve } = await join(eve.cookie)
      await Promise.all([writer, tabOfEve].map(tab => tab.next('joined')))
      let count = 0
      const write = () => writer.send({ type: 'send', room, clientId: `d${++count}`, text: `for Eve, ${count}` })
      const writing = setInterval(write, 5)
      const fay = await signIn(app.url, 'fay', eve.cookie)
      const from = count + 1
      await writer.waitFor(event => event.type === 'ack' && event.clientId === `d${from + 5}`)
      clearInterval(writing)
      expect((await tabOfEve.closed).code).toBe(1008)
      const seen = tabOfEve.events.flatMap(event => event.type === 'message' ? [event.text] : [])
      const later = Array.from({ length: count - from + 1 }, (_, n) => `for Eve, ${from + n}`)
      expect(seen.filter(text => later.includes(text))).toEqual([])

      const { tab: tabOfFay, hello } = await join(fay.cookie)
      expect(await tabOfFay.next('error')).toMatchObject({ code: 'not_found' })
      expect(JSON.stringify([hello, tabOfFay.events])).not.toContain('for Eve')
      expect(hello.rooms.map(({ id }) => id)).not.toContain(room)
    })
  })

  describe('ending sign-ins', () => {
    it('one, all others, and the own: their connections are closed', async () => {
      const here = await signUp(app.url, 'dora')
      const [lost, other] = await Promise.all([signIn(app.url, 'dora'), signIn(app.url, 'dora')])
      const [tab, tabOfLost, tabOfOther] = await Promise.all(
        [here, lost, other].map(({ cookie }) => connectParley({ url: app.wsUrl, cookie })),
      )
      if (!tab || !tabOfLost || !tabOfOther) throw new Error('No connections.')
      await Promise.all([tab, tabOfLost, tabOfOther].map(each => each.next('hello')))
      const { body } = await ask(app.url, 'GET /api/sign-ins', undefined, lost.cookie)
      const { signIns } = body as { signIns: { id: string, current: boolean }[] }
      const id = signIns.find(({ current }) => current)?.id ?? ''

      const stranger = await signUp(app.url, 'stranger')
      expect(await ask(app.url, `DELETE /api/sign-ins/${id}`, undefined, stranger.cookie)).toMatchObject({
        status: 404,
      })
      expect(await ask(app.url, `DELETE /api/sign-ins/${id}`, undefined, here.cookie)).toMatchObject({ status: 200 })
      expect((await tabOfLost.closed).code).toBe(1008)
      expect(await ask(app.url, 'GET /api/sign-ins', undefined, lost.cookie)).toMatchObject({ status: 401 })

      await ask(app.url, 'DELETE /api/sign-ins', undefined, here.cookie)
      tabOfOther.send({ type: 'send', room: 'channel_1', clientId: 'after-the-end', text: 'after the end' })
      expect((await tabOfOther.closed).code).toBe(1008)
      const history = await ask(app.url, 'GET /api/rooms/channel_1/messages')
      expect(JSON.stringify(history.body)).not.toContain('after the end')
      const out = await ask(app.url, 'POST /api/sign-out', {}, here.cookie)
      // Only that this browser signed in before is kept: it has tries of its own.
      expect([out.status, out.cookie]).toEqual([200, expect.stringMatching(/^parley-device-\w+=\S+$/)])
      expect((await tab.closed).code).toBe(1008)
    })
  })
})
