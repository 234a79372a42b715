import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOwnerCode } from '../../../../../../server/domain/people/accounts/owner-code'
import type { Session } from '../../../../../../shared/schemas/user'
import { freePort } from '../../../../../support/free-port'
import { OidcBrowser, startOidcProvider, type TestOidcProvider } from '../../../../../support/oidc-provider'
import { visit } from '../../../../../support/parley-client'
import { ask, merged, PASSWORD, signUp } from '../../../../../support/people'
import { beforeNextChange, startPlace, type TestPlace } from '../../../../../support/place'

let provider: TestOidcProvider
let place: TestPlace

beforeAll(async () => {
  const port = await freePort()
  provider = await startOidcProvider([`http://127.0.0.1:${port}/api/oidc/work/callback`])
  place = await startPlace({ RATE_LIMIT: '100000/1', OIDC_PROVIDERS: JSON.stringify([provider.settings]) }, port)
}, 180_000)
afterAll(async () => {
  await place.stop()
  await provider.stop()
})

/** Opens an address as a browser does, without following where it redirects to. */
async function open(path: string, cookie: string) {
  const response = await fetch(new URL(path, place.url), { redirect: 'manual', headers: { cookie } })
  await response.arrayBuffer()
  return { status: response.status, to: response.headers.get('location') ?? '', cookie: merged(cookie, response) }
}

/** The whole way, from the button to the page after it. */
async function goThrough(login: string | null, cookie = '', query = '') {
  const started = await open(`/api/oidc/work/start${query}`, cookie)
  const back = await new OidcBrowser().signIn(started.to, login)
  return { ...await open(back.href, started.cookie), back, started }
}

/** Begins to link the account, as its settings do. */
async function beginLink(cookie: string, password = PASSWORD) {
  const {
    status,
    body,
    cookie: begun,
  } = await ask(place.url, 'POST /api/account/oidc/work', { password, to: '/settings' }, cookie)
  return { status, to: (body as { url?: string }).url ?? '', cookie: begun }
}

async function link(login: string, cookie: string) {
  const begun = await beginLink(cookie)
  const back = await new OidcBrowser().signIn(begun.to, login)
  return open(back.href, begun.cookie)
}

async function sessionOf(cookie: string): Promise<Session> {
  const { body } = await ask(place.url, 'GET /api/session', undefined, cookie)
  return body as Session
}

describe('a sign-in with a provider', () => {
  it('is offered, without its secret', async () => {
    const { body } = await ask(place.url, 'GET /api/settings')
    expect(body).toMatchObject({ providers: [{ id: 'work', name: 'Work account' }] })
    expect(JSON.stringify(body)).not.toContain(provider.settings.clientSecret)
  })

  it('makes the guest an account with the same id, and finds it again by the subject', async () => {
    provider.people.set('ada', {
      name: 'Ada L.',
      preferred_username: 'ada',
      email: 'ada@example.org',
      email_verified: true,
    })
    const guest = await visit(place.url)
    const before = await sessionOf(guest)
    const first = await goThrough('ada', guest, '?to=/r/channel_2')
    expect([first.status, first.to]).toEqual([302, '/r/channel_2'])
    expect(await sessionOf(first.cookie)).toMatchObject({
      user: { id: before.user.id, name: 'Ada L.' },
      account: { handle: 'ada', role: 'member' },
    })

    // Another name and mail at the provider: still the same account.
    provider.people.set('ada', {
      name: 'Countess',
      preferred_username: 'countess',
      email: 'new@example.org',
      email_verified: true,
    })
    const again = await goThrough('ada')
    expect((await sessionOf(again.cookie)).user.id).toBe(before.user.id)
  })

  it('never finds an account by mail or handle', async () => {
    const bob = await signUp(place.url, 'bob')
    await ask(place.url, 'PUT /api/account/mail', { mail: 'bob@example.org', password: PASSWORD }, bob.cookie)
    provider.people.set('eve', {
      name: 'Bob',
      preferred_username: 'bob',
      email: 'bob@example.org',
      email_verified: true,
    })
    const eve = await sessionOf((await goThrough('eve')).cookie)
    expect(eve.user.id).not.toBe(bob.session.user.id)
    expect(eve.account?.handle).toMatch(/^bob-/)
  })

  it('links an account only while its user is signed in, and each once', async () => {
    const carol = await signUp(place.url, 'carol')
    const linked = await link('carol-at-work', carol.cookie)
    expect(linked.to).toBe('/settings')
    expect((await sessionOf((await goThrough('carol-at-work')).cookie)).user.id).toBe(carol.session.user.id)
    const dora = await signUp(place.url, 'dora')
    expect((await link('carol-at-work', dora.cookie)).to).toBe('/settings?error=taken')
    expect(await ask(place.url, 'POST /api/account/oidc/work', { password: PASSWORD }, carol.cookie)).toMatchObject({
      status: 409,
    })

    // Signed out, or another user, between start and answer.
    const erin = await signUp(place.url, 'erin')
    const started = await beginLink(erin.cookie)
    const back = await new OidcBrowser().signIn(started.to, 'erin-at-work')
    const state = started.cookie.split('; ').filter(pair => pair.startsWith('parley-oidc-')).join('; ')
    expect((await open(back.href, `${state}; ${dora.cookie}`)).to).toBe('/settings?error=unauthorized')
    expect((await open(back.href, state)).to).toBe('/signin?error=unauthorized&to=%2Fsettings')
  })

  it('is no way past a second factor, a disabled account or closed sign-up', async () => {
    const db = place.parley.place.db
    const fay = await goThrough('fay')
    const { user } = await sessionOf(fay.cookie)
    await db.updateTable('person').set({ totp_secret: 'JBSWY3DPEHPK3PXP' }).where('id', '=', user.id).execute()
    expect((await goThrough('fay')).to).toBe('/signin?error=second_factor')
    await db.updateTable('person').set({ totp_secret: null, disabled_at: 1 }).where('id', '=', user.id).execute()
    expect((await goThrough('fay')).to).toBe('/signin?error=forbidden')

    const code = await createOwnerCode(db)
    const owner = await ask(place.url, 'POST /api/owner', { code, name: 'Olga', handle: 'olga', password: PASSWORD })
    await ask(place.url, 'PATCH /api/settings', { signUp: 'closed' }, owner.cookie)
    const late = await goThrough('gus')
    expect([late.to, (await sessionOf(late.cookie)).account]).toEqual(['/signin?error=forbidden', undefined])
    expect((await goThrough('gus', '', '?invite=nowhere')).to).toBe('/signin?error=forbidden')
    await ask(place.url, 'PATCH /api/settings', { signUp: 'open' }, owner.cookie)
  })

  it('links nothing by a mere link to its start, and nothing without the password', async () => {
    const ivan = await signUp(place.url, 'ivan')
    const led = await goThrough('ivans-attacker', ivan.cookie)
    expect(led.to).toBe('/signin?error=forbidden')
    expect((await sessionOf(led.cookie)).user.id).toBe(ivan.session.user.id)
    expect((await sessionOf((await goThrough('ivans-attacker')).cookie)).user.id).not.toBe(ivan.session.user.id)
    expect((await beginLink(ivan.cookie, 'wrong password')).status).toBe(401)
    const foreign = await fetch(`${place.url}/api/account/oidc/work`, {
      method: 'POST', body: JSON.stringify({ password: PASSWORD }),
      headers: { 'cookie': ivan.cookie, 'content-type': 'application/json', 'origin': 'https://evil.example' },
    })
    expect(foreign.status).toBe(403)
  })

  it('is unlinked with the password, and by no account that has none', async () => {
    const jane = await signUp(place.url, 'jane')
    await link('jane-at-work', jane.cookie)
    expect(
      await ask(place.url, 'DELETE /api/account/oidc', { password: 'wrong password' }, jane.cookie),
    ).toMatchObject({ status: 401 })
    expect(await ask(place.url, 'DELETE /api/account/oidc', { password: PASSWORD }, jane.cookie)).toMatchObject({
      status: 200,
    })
    expect(await ask(place.url, 'GET /api/account', undefined, jane.cookie)).toMatchObject({ body: { provider: null } })
    expect((await sessionOf((await goThrough('jane-at-work')).cookie)).user.id).not.toBe(jane.session.user.id)
    const kim = await goThrough('kim')
    expect(await ask(place.url, 'DELETE /api/account/oidc', {}, kim.cookie)).toMatchObject({ status: 403 })
  })

  it('leaves no sign-in of an account that is disabled meanwhile', async () => {
    const { place: { db, signIns } } = place.parley
    const { user } = await sessionOf((await goThrough('lea')).cookie)
    await db.deleteFrom('session').where('person', '=', user.id).execute()
    // Disabled after the account was found, and before its sign-in is written.
    beforeNextChange(place, () => db.updateTable('person').set({ disabled_at: 1 }).where('id', '=', user.id).execute())
    expect((await goThrough('lea')).to).toBe('/signin?error=forbidden')
    expect(await signIns.list(user.id)).toEqual([])
  })

  it('counts in the browser that began it, and once', async () => {
    const { back, started } = await goThrough('hal')
    expect((await open(back.href, '')).to).toBe('/signin?error=unauthorized')
    expect((await open(back.href, started.cookie)).to).toBe('/signin?error=unauthorized')
    expect((await goThrough(null)).to).toBe('/signin?error=forbidden')
    expect((await open('/api/oidc/nobody/start', '')).to).toBe('/signin?error=not_found')
  })

  it.each([
    '//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)',
  ])('leads to no other site: %s', async (to) => {
    expect((await open(`/api/oidc/work/start?to=${encodeURIComponent(to)}`, '')).status).toBe(400)
  })
})
