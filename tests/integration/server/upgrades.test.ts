import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../../support/app'
import { openSockets, unheard } from '../../support/health'
import { connectParley } from '../../support/parley-client'
import { connectPlain, postForm, type PlainClient } from '../../support/plain-client'
import { waitFor } from '../../support/wait-for'

let app: TestApp

/** An upgrade written by hand. `answer` is all that came back so far. */
function upgradeRaw(
  { port }: TestApp,
  path: string,
  headers: readonly string[],
): { readonly socket: Socket, answer(): string } {
  // Without allowHalfOpen the system's own end of the connection would help the server to get rid of it.
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  let answer = ''
  socket
    .on('error', () => {})
    .setEncoding('latin1')
    .on('data', (text: string) => void (answer += text))
  socket.write(`GET ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`)
  return { socket, answer: () => answer }
}

const WEBSOCKET = [
  'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
]

beforeAll(async () => {
  app = await startApp({ env: { MAX_CONNECTIONS_PER_ADDRESS: '30' } })
})
afterAll(() => app.stop())

describe('an upgrade', () => {
  it.each([
    ['a foreign origin', { origin: 'http://evil.example' }, 403],
    ['an unknown path', { path: '/other' }, 404],
    ['the root', { path: '/' }, 404],
    ['a path that only begins alike', { path: '/wb/x' }, 404],
    ['an encoded path', { path: '/%77b/../x' }, 404],
    ['a since that is no number', { path: '/wb/?since=x' }, 400],
  ])('is refused with %s', async (_case, { path = '/wb/', origin }: { path?: string, origin?: string }, status) => {
    await expect(connectPlain({ url: `ws://127.0.0.1:${app.port}${path}`, origin })).rejects.toMatchObject({ status })
  })

  it.each([
    '0x10', '1e3', '%205', '%2B5', '5.0', '',
  ])('an upgrade with since=%s is refused with a sentence that says what since is', async (since) => {
    const { socket, answer } = upgradeRaw(app, `/wb/?since=${since}`, ['Host: localhost', ...WEBSOCKET])
    await once(socket, 'end')
    expect(answer()).toMatch(/^HTTP\/1\.1 400 [^]*\r\n\r\nsince must be a whole number in decimal digits/)
    socket.destroy()
  })

  it.each(['', '""', '%20'])('an upgrade with the blank channel cookie %j reads the default channel', async (channel) => {
    const client = await connectPlain({ url: app.wsUrl, channel })
    await postForm({ url: app.url, data: `to the default channel: ${channel}` })
    expect(await client.next()).toBe(`to the default channel: ${channel}`)
    await client.close()
  })

  it.each([
    ['form', { data: 'hello', channel: '' }],
    ['query', { data: 'hello' }],
  ])('is no different from a POST whose %s names a blank channel', async (where, fields) => {
    const client = await connectPlain({ url: app.wsUrl })
    const url = where === 'query' ? `${app.url}/send/?channel=` : `${app.url}/send/`
    expect(await (await fetch(url, { method: 'POST', body: new URLSearchParams(fields) })).text()).toBe('ok')
    expect(await client.next()).toBe('hello')
    await client.close()
  })

  it('is refused on an unknown channel', async () => {
    await expect(connectPlain({ url: app.wsUrl, channel: 'secret' })).rejects.toMatchObject({ status: 404 })
  })

  // It was answered 401, which a browser reports to a page as 1006: a page whose session had ended came back for ever.
  it.each([
    ['without a session', undefined],
    ['with a forged session', 'parley-session=Fe26.2**forged'],
  ])('an upgrade of the app wire %s is closed with 1008, and nothing else is said', async (_case, cookie) => {
    const client = await connectParley({ url: app.wsUrl, cookie })
    client.send({ type: 'join', id: 1, room: 'channel_1' })
    expect(await client.closed).toMatchObject({ code: 1008, reason: 'session ended' })
    expect(client.events).toEqual([])
  })

  // A Host that is no host threw an error that was not caught: the client waited for ever, and the log got a stack.
  it.each(['/x', '/wb/'])('an upgrade to %s is refused with 400 when its Host is none', async (path) => {
    const { socket, answer } = upgradeRaw(app, path, ['Host: [', ...WEBSOCKET])
    await once(socket, 'end')
    expect(answer()).toMatch(/^HTTP\/1\.1 400 /)
    socket.destroy()
  })

  // … and the socket had no owner: when the client had ended it, its descriptor was kept until the next start.
  it('an upgrade that can not be understood leaves no descriptor behind', async () => {
    const before = openSockets(app)
    const all = Array.from({ length: 50 }, () => upgradeRaw(app, '/x', ['Host: [', ...WEBSOCKET]).socket.end())
    await Promise.all(all.map(socket => once(socket, 'close')))
    await waitFor(() => expect(openSockets(app)).toBeLessThanOrEqual(before))
    expect(unheard(app)).toEqual([])
  })

  // The answer to a client that had disconnected was an error without a listener.
  it.each([
    '/other', '/wb/?since=x',
  ])('an upgrade to %s whose client breaks off before the answer causes no error', async (path) => {
    const before = openSockets(app)
    await Promise.all(Array.from({ length: 20 }, async () => {
      const { socket } = upgradeRaw(app, path, ['Host: localhost', ...WEBSOCKET])
      await once(socket, 'connect')
      await once(socket.resetAndDestroy(), 'close')
    }))
    await (await connectPlain({ url: app.wsUrl })).close()
    await waitFor(() => expect(openSockets(app)).toBeLessThanOrEqual(before))
    expect(unheard(app)).toEqual([])
  })

  // Java's HttpClient and `curl --http2` try it with every request, and were answered that there is no such page.
  it.each(['/healthz', '/wb/'])('an upgrade of %s to HTTP/2 is refused with 426 and with what to do', async (path) => {
    const { socket, answer } = upgradeRaw(app, path, [
      'Host: localhost', 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__',
    ])
    await once(socket, 'end')
    expect(answer()).toMatch(
      /^HTTP\/1\.1 426 Upgrade Required\r\n(.+\r\n)*upgrade: websocket\r\n(.+\r\n)*\r\n.*turn HTTP\/2 off.*\n$/,
    )
    socket.destroy()
  })

  it('is let in from the page itself', async () => {
    const client = await connectPlain({ url: app.wsUrl, origin: app.url })
    expect((await client.close()).code).not.toBe(1008)
  })

  it('is refused with 429 above the connections of an address, until one is closed', async () => {
    const clients: PlainClient[] = []
    let refused: unknown
    while (!refused && clients.length < 40) {
      await connectPlain({ url: app.wsUrl }).then(client => clients.push(client), (error: unknown) => {
        refused = error
      })
    }
    expect(refused).toMatchObject({ status: 429 })
    await Promise.all(clients.map(client => client.close()))
    await expect
      .poll(() =>
        connectPlain({ url: app.wsUrl })
          .then(client => client.close())
          .then(
            () => 'open',
            () => 'refused',
          ),
      )
      .toBe('open')
  })
})

describe('a server with as many connections as it takes', () => {
  // It ended its side and waited for the other one to do the same: who was refused could hold as many descriptors as
  // they liked.
  it('keeps no descriptor of who was refused, never ends and goes on sending', async () => {
    const full = await startApp({ env: { MAX_CONNECTIONS_PER_ADDRESS: '1' } })
    const held = await connectPlain({ url: full.wsUrl })
    const before = openSockets(full)
    const all = Array.from({ length: 20 }, () => upgradeRaw(full, '/wb/', ['Host: localhost', ...WEBSOCKET]))
    await waitFor(() =>
      all.forEach(({ answer }) => expect(answer()).toMatch(/^HTTP\/1\.1 429 [^]*MAX_CONNECTIONS_PER_ADDRESS/)),
    )
    for (const { socket } of all) socket.write('x')
    await waitFor(() => expect(openSockets(full)).toBeLessThanOrEqual(before))
    for (const { socket } of all) socket.destroy()
    await held.close()
    await full.stop()
  })
})
