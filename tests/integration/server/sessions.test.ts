import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorBodySchema } from '#shared/schemas/http'
import { sessionSchema } from '#shared/schemas/user'
import { sealCookie } from '../../../server/domain/people/seal'
import { sessionCookieNames } from '../../../server/domain/people/session-cookie'
import { startApp, type TestApp } from '../../support/app'
import { connectParley } from '../../support/parley-client'

const SECRET = 'a secret of the tests, long enough for a seal'
const DAY_MS = 24 * 60 * 60 * 1000
const ADA = { id: 'u_ada', name: 'Ada' }

let app: TestApp

beforeAll(async () => {
  app = await startApp({ env: { SESSION_SECRET: SECRET } })
})
afterAll(() => app.stop())

const { name: COOKIE } = sessionCookieNames(SECRET, false)

/** A cookie as the app sealed one so many days ago. */
async function sealedDaysAgo(days: number, name = COOKIE): Promise<string> {
  return `${name}=${await sealCookie({ session: { user: ADA, named: true }, sealedAt: Date.now() - days * DAY_MS }, SECRET)}`
}

/** The session cookies that an answer sets. */
const sessionsOf = (response: Response) =>
  response.headers.getSetCookie().filter(cookie => cookie.startsWith(`${COOKIE}=`))

const ask = (path: string, method = 'GET', headers: Record<string, string> = {}) =>
  fetch(app.url + path, { method, headers: { accept: 'text/html', ...headers } })

describe('a page', () => {
  // A form of a foreign page comes without the cookie, which is SameSite=Lax, and the new guest's cookie took the place
  // of the visitor's.
  it.each([
    ['POST', '/'],
    ['PUT', '/'],
    ['PATCH', '/'],
    ['DELETE', '/'],
    ['OPTIONS', '/'],
    ['POST', '/?x=1'],
    ['POST', '//'],
    ['POST', '/nowhere'],
    ['POST', '/__nuxt_error'],
    ['POST', '/api/session'],
    ['POST', '/healthz'],
    ['POST', '/favicon.png'],
    ['POST', '/api/_auth/session'],
    ['OPTIONS', '/api/_auth/session'],
  ])('is only read: %s %s is answered 405 and makes nobody', async (method, path) => {
    const response = await ask(path, method, { origin: 'http://evil.example' })
    expect([response.status, response.headers.get('allow'), response.headers.getSetCookie()]).toEqual([
      405,
      'GET, HEAD',
      [],
    ])
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(await response.text()).toContain('GET')
  })

  it('a page that is not there is still shown as a page', async () => {
    const response = await ask('/nowhere')
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('<main class="error"')
  })
})

describe('a session', () => {
  // It ended a year after the first visit, however often its person came.
  it.each([31, 364])('sealed %i days ago is sealed anew for a year, with the same person', async (days) => {
    const [cookie = ''] = sessionsOf(await ask('/', 'GET', { cookie: await sealedDaysAgo(days) }))
    const expires = Date.parse(/expires=([^;]+)/i.exec(cookie)?.[1] ?? '')
    expect(Math.round((expires - Date.now()) / DAY_MS)).toBe(365)
    const response = await ask('/api/session', 'GET', { cookie })
    expect(await response.json()).toEqual({ user: ADA, named: true })
    expect(sessionsOf(response)).toEqual([])
  })

  it.each([0, 29])('sealed %i days ago is left alone', async (days) => {
    expect(sessionsOf(await ask('/', 'GET', { cookie: await sealedDaysAgo(days) }))).toEqual([])
  })

  it('sealed more than a year ago has no user', async () => {
    const response = await ask('/api/session', 'GET', { cookie: await sealedDaysAgo(366) })
    expect(sessionSchema.parse(await response.json()).user.id).not.toBe(ADA.id)
  })

  // What only reads who sends answered with the cookie of an empty session.
  it.each([
    `${COOKIE}=Fe26.2**forged`, 'expired',
  ])('a session that is no good (%s) is not replaced by what only reads it', async (what) => {
    const cookie = what === 'expired' ? await sealedDaysAgo(366) : what
    const read = await ask('/api/rooms/channel_1/messages', 'GET', { cookie })
    const sent = await fetch(`${app.url}/send/`, {
      method: 'POST',
      headers: { cookie },
      body: new URLSearchParams({ data: 'hello' }),
    })
    expect([read.status, sent.status, ...sessionsOf(read), ...sessionsOf(sent)]).toEqual([200, 200])
  })

  // Browsers drop a Secure cookie that comes over plain http, except from the machine itself: on a local network no
  // visitor had a session.
  it.each([
    ['', false],
    ['https://chat.example', true],
  ])('is Secure exactly where all of PUBLIC_ORIGIN (%j) is https', async (origins, secure) => {
    const other = await startApp({ env: origins ? { PUBLIC_ORIGIN: origins } : {} })
    const [cookie = ''] = (await fetch(`${other.url}/api/session`)).headers.getSetCookie()
    expect(cookie.startsWith('__Host-parley-session-')).toBe(secure)
    expect([/; *HttpOnly/i.test(cookie), /; *SameSite=Lax/i.test(cookie), /; *Secure/i.test(cookie)]).toEqual([
      true,
      true,
      secure,
    ])
    await other.stop()
  })
})

describe('a session cookie', () => {
  it('a session cookie of the name that all installations shared is read, and replaced by one of this installation', async () => {
    const cookie = await sealedDaysAgo(1, 'parley-session')
    const socket = await connectParley({ url: app.wsUrl, cookie })
    expect((await socket.next('hello')).user).toEqual(ADA)
    await socket.close()
    const response = await ask('/api/session', 'GET', { cookie })
    expect(await response.json()).toEqual({ user: ADA, named: true })
    const [moved = ''] = sessionsOf(response)
    const [removed = ''] = response.headers.getSetCookie().filter(set => set.startsWith('parley-session='))
    expect(removed).toMatch(/^parley-session=; Max-Age=0; Path=\//)
    const later = await ask('/api/session', 'GET', { cookie: moved })
    expect([await later.json(), later.headers.getSetCookie()]).toEqual([{ user: ADA, named: true }, []])
  })

  // A browser keeps one jar per host, whatever the port: a look at the second installation ended the session at the
  // first.
  it('the session cookies of two installations on one host, at two ports, are two', async () => {
    const other = await startApp()
    const jar = new Map<string, string>()
    const visit = async ({ url }: TestApp) => {
      const response = await fetch(`${url}/api/session`, {
        headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      })
      for (const set of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
        jar.set(name, value)
      }
      return sessionSchema.parse(await response.json()).user
    }
    const [here, there] = [await visit(app), await visit(other)]
    expect(there.id).not.toBe(here.id)
    expect([await visit(app), await visit(other)]).toEqual([here, there])
    await other.stop()
  })

  // A library answered GET with an empty session in the place of a cookie it could not open, and DELETE without a look
  // at the Origin.
  it.each([
    'GET', 'HEAD', 'DELETE', 'POST',
  ])('is not touched by %s /api/_auth/session, which is no route', async (method) => {
    for (const cookie of [await sealedDaysAgo(1), `${COOKIE}=Fe26.2**forged`]) {
      const response = await fetch(`${app.url}/api/_auth/session`, {
        method,
        headers: { cookie, accept: 'application/json' },
      })
      expect(response.status).toBeGreaterThanOrEqual(404)
      expect(await response.text()).not.toContain(ADA.id)
      expect(response.headers.getSetCookie().filter(set => set.startsWith(`${COOKIE}=;`))).toEqual([])
    }
  })
})

describe('a rename', () => {
  const rename = (name: string) =>
    fetch(`${app.url}/api/session`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    })

  it.each([
    '\u200B', '\u2060', '\u00AD', '\u3164', '\u2800', 'Admin', 'Ｙｏｕ', '系统', 'two\nlines',
  ])('a rename to %j is refused, in words that help', async (name) => {
    const response = await rename(name)
    expect(response.status).toBe(400)
    expect(errorBodySchema.parse(await response.json()).error.message).toContain('visible characters')
  })

  it('drops invisible characters, and answers with the name that is kept', async () => {
    const response = await rename('Bob \u202Ekcul\u200B')
    expect(await response.json()).toMatchObject({ user: { name: 'Bob kcul' }, named: true })
  })

  // The page's socket was still connecting with the cookie of before: it was greeted by the old name, and signed with
  // it.
  it('holds for a socket whose upgrade brings the cookie of before it', async () => {
    const cookie = await sealedDaysAgo(1)
    const watcher = await connectParley({ url: app.wsUrl, cookie })
    await watcher.next('hello')
    const response = await fetch(`${app.url}/api/session`, {
      method: 'PUT',
      headers: { cookie, 'content-type': 'application/json' },
      body: '{"name":"Countess"}',
    })
    expect([response.status, sessionsOf(response).length]).toEqual([200, 1])
    await watcher.next('me') // So the pass over the peers is over.
    const late = await connectParley({ url: app.wsUrl, cookie })
    expect((await late.next('hello')).user).toEqual({ ...ADA, name: 'Countess' })
    await Promise.all([watcher.close(), late.close()])
  })
})
