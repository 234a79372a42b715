import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FRAME_MAX_BYTES } from '#shared/limits'
import { startApp, type TestApp } from '../../support/app'
import { unheard } from '../../support/health'
import { connectParley, visit, type ParleyClient } from '../../support/parley-client'
import { connectPlain, postForm } from '../../support/plain-client'
import { forEachSeed } from '../../support/random'
import { waitFor } from '../../support/wait-for'

let app: TestApp
/** A client that only listens, while others misbehave. */
let bystander: ParleyClient

const guest = async () => {
  const client = await connectParley({ url: app.wsUrl, cookie: await visit(app.url) })
  await client.next('hello')
  return client
}

beforeAll(async () => {
  app = await startApp({ env: { RATE_LIMIT: '40/5' } })
  bystander = await guest()
  bystander.send({ type: 'join', id: 1, room: 'channel_1' })
  await bystander.next('joined')
})

afterAll(async () => {
  // Whatever was done to it: the process is alive, and who did nothing wrong was not disturbed.
  const text = `still here ${Date.now()}`
  await waitFor(async () => expect((await postForm({ url: app.url, data: text })).status).toBe(200), {
    timeoutMs: 15_000,
  })
  await bystander.waitFor(event => event.type === 'message' && event.text === text)
  expect(unheard(app)).toEqual([])
  // What visitors do wrong, or leave undone, is no fault of the server's, and not for its operator to read.
  expect(app.logs().filter(line => line.includes('A request failed.'))).toEqual([])
  await app.stop()
})

/** What the server answers to these bytes until it, or we, end the connection. */
async function answerTo(bytes: string, { hangUp = false } = {}): Promise<string> {
  const socket = connect(app.port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('error', () => {}).on('data', chunk => chunks.push(chunk))
  await new Promise<void>(resolve => socket.write(bytes, () => resolve()))
  if (hangUp) socket.destroy()
  if (!socket.closed) await new Promise(resolve => socket.once('close', resolve))
  return Buffer.concat(chunks).toString()
}

describe('a POST', () => {
  const head = (host: string, length: number) =>
    `POST /send/?channel=channel_1 HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${length}\r\n\r\n`

  it('a POST with a Host that is no name is taken all the same', async () => {
    expect(await answerTo(`${head('[', 10)}data=hello`)).toMatch(/^HTTP\/1.1 200 /)
  })

  it('a POST that ends before its end is no fault of the server', async () => {
    expect(await answerTo(`${head('localhost', 1_000)}data=hel`, { hangUp: true })).toBe('')
  })
})

describe('a frame', () => {
  it.each([
    ['is not JSON', '{"type":', 'not JSON'],
    ['is no object', '[1]', 'not understood'],
    ['has an unknown type', '{"type":"drop"}', 'type'],
    ['has a wrong type of field', '{"type":"join","id":"1","room":"channel_1"}', 'id'],
    ['names a room with a blank', '{"type":"join","id":1,"room":"a b"}', 'room'],
    ['has no text', '{"type":"send","room":"channel_1","clientId":"x"}', 'text'],
    ['has a blank text', '{"type":"send","room":"channel_1","clientId":"x","text":" \\n"}', 'text', 'empty'],
  ])('a frame that %s is answered with an error that says so', async (_case, frame, words, code = 'bad_frame') => {
    const client = await guest()
    client.sendRaw(frame)
    expect(await client.next('error')).toMatchObject({ code, message: expect.stringContaining(words) })
    client.send({ type: 'ping' })
    await client.next('pong')
    await client.close()
  })

  it('a frame with a text too long names the message that was not taken', async () => {
    const client = await guest()
    client.sendRaw(JSON.stringify({ type: 'send', room: 'channel_1', clientId: 'long', text: 'a'.repeat(4_001) }))
    expect(await client.next('error')).toMatchObject({ code: 'too_long', clientId: 'long', room: 'channel_1' })
    await client.close()
  })

  it('a frame for an unknown room names the rooms that there are', async () => {
    const client = await guest()
    client.send({ type: 'join', id: 9, room: 'secret' })
    expect(await client.next('error')).toMatchObject({
      code: 'not_found',
      id: 9,
      message: expect.stringContaining('channel_1, channel_2'),
    })
    await client.close()
  })

  it('above the limit closes the connection with 1009', async () => {
    const client = await guest()
    client.sendRaw('a'.repeat(70_000))
    expect(70_000).toBeGreaterThan(FRAME_MAX_BYTES)
    expect(await client.closed).toMatchObject({ code: 1009 })
  })

  it('a frame that is binary closes the connection with 1003', async () => {
    const client = await guest()
    client.sendRaw(Buffer.from('{"type":"ping"}'))
    expect(await client.closed).toMatchObject({ code: 1003 })
  })
})

describe('a client', () => {
  it('a client that sends only garbage is closed with 4400', async () => {
    const client = await guest()
    for (let count = 0; count < 10; count++) client.sendRaw('garbage')
    expect(await client.closed).toMatchObject({ code: 4400 })
  })

  it('a client that floods is asked to wait, and closed with 4429 when it does not', async () => {
    const client = await guest()
    // Enough to be refused a hundred times in a row also where a busy machine makes several windows of it.
    for (let count = 0; count < 800; count++)
      client.send({ type: 'send', room: 'channel_2', clientId: `f${count}`, text: 'flood' })
    const refusal = await client.next('error')
    expect(refusal).toMatchObject({ code: 'rate_limited', message: expect.stringContaining('Wait') })
    expect(refusal.retryAfterMs).toBeGreaterThan(0)
    expect(await client.closed).toMatchObject({ code: 4429 })
  })

  it('a client that pings or joins without end is closed with 4429', async () => {
    for (const frame of [{ type: 'ping' }, { type: 'join', id: 1, room: 'channel_1' }] as const) {
      const client = await guest()
      for (let count = 0; count < 1_000; count++) client.send(frame)
      expect(await client.closed).toMatchObject({ code: 4429 })
    }
  })

  it('a client of the plain wire that wants everything echoed is closed with 4429', async () => {
    const client = await connectPlain({ url: app.wsUrl })
    for (let count = 0; count < 1_000; count++) client.send('echo')
    expect(await client.closed).toMatchObject({ code: 4429 })
  })

  it('a client that sends a thousand random frames gets a clear answer to each or a close code', async () => {
    const scraps = [
      '{', '}', '[', ']', '"type"', ':', ',', '"join"', '"send"', '"ping"', '"room"', '"channel_1"', '"id"', '1', '-1',
      '1e999', 'null', '"__proto__"', '\u0000', '👋', ' ',
    ]
    await forEachSeed(10, async (random) => {
      const client = await guest()
      const scrap = () => random.chance(0.2) ? String.fromCharCode(random.int(0, 0xFFFF)) : random.pick(scraps)
      for (let count = 0; count < 100; count++)
        client.sendRaw(Array.from({ length: random.int(0, 30) }, scrap).join(''))
      expect(await client.closed).toMatchObject({ code: 4400 })
      expect(client.events.filter(event => !['hello', 'error', 'pong'].includes(event.type))).toEqual([])
    })
  })

  it('a client that breaks the WebSocket protocol itself is closed, and no other is', async () => {
    await forEachSeed(5, async (random) => {
      const socket = connect(app.port, '127.0.0.1')
      socket.on('error', () => {})
      socket.write(
        'GET /wb/ HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      )
      await new Promise(resolve => socket.once('data', resolve))
      // The first byte has a reserved bit set, which no extension of this server explains.
      socket.write(Buffer.from([0xC1, ...Array.from({ length: 5_000 }, () => random.int(0, 255))]))
      await new Promise(resolve => socket.once('close', resolve))
      expect(socket.closed).toBe(true)
    })
  })
})
