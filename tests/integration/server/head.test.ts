import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../../support/app'

let app: TestApp

beforeAll(async () => {
  app = await startApp()
  await fetch(`${app.url}/send/`, { method: 'POST', body: new URLSearchParams({ data: 'hello' }) })
})
afterAll(() => app.stop())

/** The client asks for another connection after a HEAD, and the time goes on. */
const CHANGING = ['date', 'connection', 'keep-alive']

/** What must be the same for each request. */
function constant({ status, headers }: Response) {
  return { status, headers: [...headers].filter(([name]) => !CHANGING.includes(name)) }
}

describe('HEAD', () => {
  // It was answered 404, with a page rendered and a guest made for it.
  it.each([
    '/readyz', '/api/rooms/channel_1/messages', '/api/rooms/channel_1/messages?limit=0', '/api/rooms/nowhere/messages',
    '/favicon.svg',
  ])('has the status and the headers of GET without a body: %s', async (path) => {
    const get = await fetch(app.url + path)
    const body = await get.arrayBuffer()
    const head = await fetch(app.url + path, { method: 'HEAD' })
    expect(constant(head)).toEqual(constant(get))
    expect(head.headers.get('content-length')).toBe(String(body.byteLength))
    expect((await head.arrayBuffer()).byteLength).toBe(0)
  })

  it.each(['/healthz', '/metrics'])('is answered like GET where each answer differs: %s', async (path) => {
    const [get, head] = [await fetch(app.url + path), await fetch(app.url + path, { method: 'HEAD' })]
    expect([head.status, head.headers.get('content-type')]).toEqual([200, get.headers.get('content-type')])
    expect(head.headers.getSetCookie()).toEqual([])
  })

  it('HEAD of the session says that a guest is one, and makes no user', async () => {
    const nobody = await fetch(`${app.url}/api/session`, { method: 'HEAD' })
    expect([nobody.status, nobody.headers.getSetCookie()]).toEqual([204, []])
    const cookie = (await fetch(`${app.url}/api/session`)).headers
      .getSetCookie()
      .map(set => set.split(';', 1)[0])
      .join('; ')
    const guest = await fetch(`${app.url}/api/session`, { method: 'HEAD', headers: { cookie } })
    expect([guest.status, guest.headers.get('content-type'), guest.headers.getSetCookie()]).toEqual([
      200,
      'application/json',
      [],
    ])
  })

  it('publishes nothing where only POST is there', async () => {
    const count = async () => (await (await fetch(`${app.url}/api/rooms/channel_1/messages`)).json()).messages.length
    const before = await count()
    await fetch(`${app.url}/send/?data=hello`, { method: 'HEAD' })
    expect(await count()).toBe(before)
  })
})
