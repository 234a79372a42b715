import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../../support/app'
import { clientFrame, type ClientFrame } from '../../support/client-frame'
import { connectParley, visit, type ParleyClient } from '../../support/parley-client'
import { connectRaw } from '../../support/raw-socket'

const TEXT = 1
const PING = 9
const PONG = 10

let app: TestApp
let bystander: ParleyClient
let cookie: string

beforeAll(async () => {
  app = await startApp()
  cookie = await visit(app.url)
  bystander = await connectParley({ url: app.wsUrl, cookie: await visit(app.url) })
})
afterAll(() => app.stop())

const many = (count: number, frame: ClientFrame) =>
  Buffer.concat(Array.from({ length: count }, () => clientFrame(frame)))

/** How the server closes a connection of the app that sends these bytes. */
async function closedAfter(bytes: Buffer): Promise<number | null> {
  const socket = await connectRaw({ port: app.port, cookie })
  socket.write(bytes)
  return socket.closeCode
}

describe('a connection', () => {
  // Nothing counted them: ten connections that sent empty pongs made all other clients wait for more than a second.
  it.each([
    ['pongs that nobody asked for', many(50_000, { opcode: PONG })],
    ['pings', many(50_000, { opcode: PING })],
    [
      'pongs in the middle of a message',
      Buffer.concat([clientFrame({ opcode: TEXT, payload: '{', fin: false }), many(50_000, { opcode: PONG })]),
    ],
    [
      'messages in fragments',
      Buffer.concat(
        Array.from({ length: 2_000 }, () => [
          clientFrame({ opcode: TEXT, payload: '{"type":"ping', fin: false }),
          clientFrame({ opcode: 0, payload: '"} ' }),
        ]).flat(),
      ),
    ],
  ])('a connection that sends %s without end is closed with 4429, and nobody else', async (_what, bytes) => {
    expect(await closedAfter(bytes)).toBe(4429)
    bystander.send({ type: 'ping' })
    await bystander.next('pong')
  })

  it('a connection that sends empty messages is closed with 4400 after ten of them, and no other is', async () => {
    expect(await closedAfter(many(50_000, { opcode: TEXT }))).toBe(4400)
    bystander.send({ type: 'ping' })
    await bystander.next('pong')
  })

  it('a connection that cuts one message into too many fragments is closed with 1008', async () => {
    const fragments = many(64, { opcode: 0, fin: false })
    expect(await closedAfter(Buffer.concat([clientFrame({ opcode: TEXT, fin: false }), fragments]))).toBe(1008)
  })

  it('a connection that cuts a message into a few fragments, with a ping between, is understood', async () => {
    const client = await connectRaw({ port: app.port, cookie })
    client.write(Buffer.concat([
      clientFrame({ opcode: TEXT, payload: '{"type":', fin: false }),
      clientFrame({ opcode: PING, payload: 'still there?' }),
      clientFrame({ opcode: 0, payload: '"ping"}' }),
    ]))
    await client.answered(answer => answer.includes('still there?') && answer.includes('"type":"pong"'))
    client.write(clientFrame({ opcode: 8, payload: Buffer.from([0x03, 0xE8]) }))
    expect(await client.closeCode).toBe(1000)
  })
})
