import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOwnerCode } from '../../../../../../server/domain/people/accounts/owner-code'
import type { Session } from '../../../../../../shared/schemas/user'
import { freePort } from '../../../../../support/free-port'
import { OidcBrowser, startOidcProvider, type TestOidcProvider } from '../../../../../support/oidc-provider'
import { visit } from '../../../../../support/parley-client'
import { ask, merged, PASSWORD, signUp } from '../../../../../support/people'
import { startPlace, type TestPlace } from '../../../../../support/place'

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
    provider.people.set('ada', { name: 'Ada L.', preferred_username: 'ada', email: 'ada@example.org', email_verified: true })
    const guest = await visit(place.url)
    const before = await sessionOf(guest)
    const first = await goThrough('ada', guest, '?to=/r/channel_2')
    expect([first.status, first.to]).toEqual([302, '/r/channel_2'])
    expect(await sessionOf(first.cookie)).toMatchObject({ user: { id: before.user.id, name: 'Ada L.' }, account: { handle: 'ada', role: 'member' } })

    // Another name and mail at the provider: still the same account.
    provider.people.set('ada', { name: 'Countess', preferred_username: 'countess', email: 'new@example.org', email_verified: true })
    const again = await goThrough('ada')
    expect((await sessionOf(again.cookie)).user.id).toBe(before.user.id)
  })

  it('never finds an account by mail or handle', async () => {
    const bob = await signUp(place.url, 'bob')
    await ask(place.url, 'PUT /api/account/mail', { mail: 'bob@example.org', password: PASSWORD }, bob.cookie)
    provider.people.set('eve', { name: 'Bob', preferred_username: 'bob', email: 'bob@example.org', email_verified: true })
    const eve = await sessionOf((await goThrough('eve')).cookie)
    expect(eve.user.id).not.toBe(bob.session.user.id)
    expect(eve.account?.handle).toMatch(/^bob-/)
  })

  it('links an account only while its user is signed in, and each once', async () => {
    const carol = await signUp(place.url, 'carol')
    const linked = await goThrough('carol-at-work', carol.cookie, '?to=/settings')
    expect(linked.to).toBe('/settings')
    expect((await sessionOf((await goThrough('carol-at-work')).cookie)).user.id).toBe(carol.session.user.id)
    const dora = await signUp(place.url, 'dora')
    expect((await goThrough('carol-at-work', dora.cookie)).to).toBe('/signin?error=taken')

    // Signed out, or another user, between start and answer.
    const erin = await signUp(place.url, 'erin')
    const started = await open('/api/oidc/work/start', erin.cookie)
    const back = await new OidcBrowser().signIn(started.to, 'erin-at-work')
    const state = started.cookie.split('; ').filter(pair => pair.startsWith('parley-oidc=')).join('; ')
    expect((await open(back.href, `${state}; ${dora.cookie}`)).to).toBe('/signin?error=unauthorized')
    expect((await open(back.href, state)).to).toBe('/signin?error=unauthorized')
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

  it('counts in the browser that began it, and once', async () => {
    const { back, started } = await goThrough('hal')
    expect((await open(back.href, '')).to).toBe('/signin?error=unauthorized')
    expect((await open(back.href, started.cookie)).to).toBe('/signin?error=unauthorized')
    expect((await goThrough(null)).to).toBe('/signin?error=forbidden')
    expect((await open('/api/oidc/nobody/start', '')).to).toBe('/signin?error=not_found')
  })

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)'])('leads to no other site: %s', async (to) => {
    expect((await open(`/api/oidc/work/start?to=${encodeURIComponent(to)}`, '')).status).toBe(400)
  })
})
