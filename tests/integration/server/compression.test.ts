import { once } from 'node:events'
import type { Socket } from 'node:net'
import { deflateRawSync, constants } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClientOptions, WebSocket } from 'ws'
import { CLOSE } from '../../../shared/close-codes'
import { serverFrameSchema, SUBPROTOCOL } from '../../../shared/schemas/frames'
import { startApp, type TestApp } from '../../support/app'
import { visit } from '../../support/parley-client'
import { createSocket } from '../../support/socket'
import { waitFor } from '../../support/wait-for'

let app: TestApp

beforeAll(async () => {
  app = await startApp({ env: { RATE_LIMIT: 'off', COMPRESSION: 'on' } })
})
afterAll(() => app.stop())

interface Reader {
  readonly ws: WebSocket
  readonly texts: string[]
  readonly socket: Socket
  readonly closed: Promise<number>
}

async function join(perMessageDeflate: ClientOptions['perMessageDeflate']): Promise<Reader> {
  const cookie = await visit(app.url)
  const texts: string[] = []
  let joined = false
  const ws = createSocket({ url: app.wsUrl, protocol: SUBPROTOCOL, cookie, origin: app.url, perMessageDeflate })
  const closed = new Promise<number>(resolve => ws.on('close', resolve))
  const opened = Promise.all([once(ws, 'upgrade'), once(ws, 'open')])
  ws.on('message', (data) => {
    for (const event of serverFrameSchema.parse(JSON.parse(data.toString()))) {
      if (event.type === 'joined') joined = true
      if (event.type === 'message') texts.push(event.text)
    }
  })
  const [[response]] = await opened
  ws.send(JSON.stringify({ type: 'join', id: 1, room: 'channel_1' }))
  await waitFor(() => joined)
  return { ws, texts, socket: response.socket, closed }
}

/** A masked text frame with the bit that says it is compressed. */
function deflatedFrame(text: string): Buffer {
  const payload = deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4)
  const header = Buffer.alloc(payload.length < 126 ? 6 : 8)
  header[0] = 0xC1
  if (payload.length < 126) {
    header[1] = 0x80 | payload.length
  }
  else {
    header[1] = 0x80 | 126
    header.writeUInt16BE(payload.length, 2)
  }
  return Buffer.concat([header, payload])
}

describe('a server with COMPRESSION=on', () => {
  it('compresses a batch for clients that offered it, and for no others; both read the same', async () => {
    const [small, large, sender] = [await join(true), await join(false), await join(true)]
    expect([small.ws.extensions, large.ws.extensions]).toEqual(['permessage-deflate', ''])
    const before = [small.socket.bytesRead, large.socket.bytesRead]
    const texts = Array.from({ length: 60 }, (_, index) => `message ${index} of a batch that is worth compressing`)
    texts.forEach((text, index) =>
      sender.ws.send(JSON.stringify({ type: 'send', room: 'channel_1', clientId: `c${index}`, text })),
    )
    await waitFor(() => small.texts.length === 60 && large.texts.length === 60)
    expect(small.texts).toEqual(texts)
    expect(large.texts).toEqual(texts)
    expect((small.socket.bytesRead - (before[0] ?? 0)) * 2).toBeLessThan(large.socket.bytesRead - (before[1] ?? 0))
    for (const { ws } of [small, large, sender]) ws.close()
  })

  // The small window was agreed on, and then not kept to: what all receivers share refers to further back, and the
  // client broke off.
  it('does not compress for a client with a small window, which everything reaches all the same', async () => {
    const [small, sender] = [await join({ serverMaxWindowBits: 9 }), await join(true)]
    const words = Array.from({ length: 100 }, (_, index) => (index * 7_919).toString(36)).join(' ')
    const texts = Array.from({ length: 60 }, (_, index) => `message ${index}: ${words.slice(index)}`)
    expect(texts.join('').length).toBeGreaterThan(16 * 1024)
    texts.forEach((text, index) =>
      sender.ws.send(JSON.stringify({ type: 'send', room: 'channel_1', clientId: `w${index}`, text })),
    )
    await waitFor(() => small.texts.length === 60)
    expect(small.texts).toEqual(texts)
    expect(small.ws.extensions).toBe('')
    for (const { ws } of [small, sender]) ws.close()
  })

  it('closes who sends a frame that is small only while it is compressed', async () => {
    const bomb = await join(true)
    bomb.socket.write(deflatedFrame('x'.repeat(5_000_000)))
    expect(await bomb.closed).toBe(CLOSE.TOO_LARGE.code)
  })
})
