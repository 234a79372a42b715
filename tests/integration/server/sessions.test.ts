import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../../support/app'

let app: TestApp

beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())

/** The session cookies that an answer sets. */
const sessionsOf = (response: Response) => response.headers.getSetCookie().filter(cookie => cookie.startsWith('parley-session='))

const ask = (path: string, method = 'GET', headers: Record<string, string> = {}) => fetch(app.url + path, { method, headers: { accept: 'text/html', ...headers } })

describe('a page', () => {
  it.each(['GET', 'HEAD'])('makes a guest of who comes without a session by %s', async (method) => {
    expect(sessionsOf(await ask('/', method))).toHaveLength(1)
  })

  // A form of a foreign page comes without the cookie, which is SameSite=Lax, and the new guest's cookie took the place of the visitor's.
  it.each([
    ['POST', '/'], ['PUT', '/'], ['PATCH', '/'], ['DELETE', '/'], ['OPTIONS', '/'], ['POST', '/?x=1'], ['POST', '//'], ['POST', '/nowhere'], ['POST', '/__nuxt_error'],
    ['POST', '/api/session'], ['POST', '/healthz'], ['POST', '/favicon.png'], ['POST', '/api/_auth/session'], ['OPTIONS', '/api/_auth/session'],
  ])('is only read: %s %s is answered 405 and makes nobody', async (method, path) => {
    const response = await ask(path, method, { origin: 'http://evil.example' })
    expect([response.status, response.headers.get('allow'), response.headers.getSetCookie()]).toEqual([405, 'GET, HEAD', []])
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(await response.text()).toContain('GET')
  })

  it('that is not there is still shown as one', async () => {
    const response = await ask('/nowhere')
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('<main class="error"')
  })
})

describe('a session', () => {
  // What only reads who sends answered with the cookie of an empty session.
  it('that is no good is not replaced by what only reads it', async () => {
    const cookie = 'parley-session=Fe26.2**forged'
    const read = await ask('/api/rooms/channel_1/messages', 'GET', { cookie })
    const sent = await fetch(`${app.url}/send/`, { method: 'POST', headers: { cookie }, body: new URLSearchParams({ data: 'hello' }) })
    expect([read.status, sent.status, ...sessionsOf(read), ...sessionsOf(sent)]).toEqual([200, 200])
  })

  // Browsers drop a Secure cookie that comes over plain http, except from the machine itself: on a local network nobody had a session.
  it.each([['', false], ['https://chat.example', true]])('is Secure exactly where all of PUBLIC_ORIGIN (%j) is https', async (origins, secure) => {
    const other = await startApp({ env: origins ? { PUBLIC_ORIGIN: origins } : {} })
    const [cookie = ''] = sessionsOf(await fetch(other.url))
    expect([/; *HttpOnly/i.test(cookie), /; *SameSite=Lax/i.test(cookie), /; *Secure/i.test(cookie)]).toEqual([true, true, secure])
    await other.stop()
  })
})
