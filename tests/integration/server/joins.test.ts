import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TEXT_MAX_CHARS } from '#shared/limits'
import { openSocket } from '../../support/socket'
import { startApp, type TestApp } from '../../support/app'
import { connectParley, visit } from '../../support/parley-client'
import { connectPlain } from '../../support/plain-client'
import { readLog } from '../../support/read-log'
import { waitFor } from '../../support/wait-for'

const ROOM = 'channel_1'
const LONG_MESSAGES = 900

let app: TestApp

/** Writes texts to a room, and waits until all of them are in the log. */
async function write(room: string, texts: readonly string[]): Promise<void> {
  const writer = await connectParley({ url: app.wsUrl, cookie: await visit(app.url) })
  await writer.next('hello')
  for (const [index, text] of texts.entries()) writer.send({ type: 'send', room, clientId: `c${index}`, text })
  await waitFor(() => writer.events.filter(event => event.type === 'ack').length === texts.length, {
    timeoutMs: 60_000,
  })
  await writer.close()
}

const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => String(from + index))

beforeAll(async () => {
  app = await startApp({ env: { RATE_LIMIT: 'off', ADDRESS_RATES: 'off' } })
  await write(ROOM, numbered(0, LONG_MESSAGES).map(number => `${number} ${'x'.repeat(TEXT_MAX_CHARS - 10)}`))
})
afterAll(() => app.stop())

/** A connection that asks as fast as it can and counts what comes without looking at it. */
async function greedy() {
  const cookie = await visit(app.url)
  const told = await connectParley({ url: app.wsUrl, cookie })
  const { rooms } = await told.next('hello')
  await told.close()
  let bytes = 0
  const refusals: string[] = []
  const { socket, closed } = await openSocket({ url: app.wsUrl, protocol: 'parley.v1', cookie }, socket => socket.on('message', (data) => {
    const frame = data.toString('latin1')
    bytes += frame.length
    if (frame.startsWith('[{"type":"error"')) refusals.push(frame)
  }))
  return {
    join: (id: number) =>
      socket.send(JSON.stringify({ type: 'join', id, room: ROOM, position: { epoch: rooms[0]?.epoch, seq: 0 } })),
    bytes: () => bytes,
    refusals,
    async close() {
      socket.close()
      await closed
    },
  }
}

describe('a connection that asks to be continued from far back, again and again in one write', () => {
  // All other clients waited until the last of them was answered: 64 answers were one tick of the event loop.
  it('has others answered between the pieces of its answers, and is refused what is too much', async () => {
    const bystander = await connectParley({ url: app.wsUrl, cookie: await visit(app.url) })
    await bystander.next('hello')
    const attacker = await greedy()
    for (let id = 1; id <= 64; id++) attacker.join(id)
    let pongs = 0
    await waitFor(() => attacker.bytes() > 0)
    while (attacker.refusals.length < 60) {
      bystander.send({ type: 'ping' })
      await bystander.next('pong')
      pongs++
    }
    expect(attacker.bytes()).toBeGreaterThan(2 * LONG_MESSAGES * (TEXT_MAX_CHARS - 10))
    expect(pongs).toBeGreaterThan(10)
    expect(attacker.refusals.at(-1)).toMatch(/"code":"rate_limited".*"retryAfterMs":\d+/)
    await Promise.all([attacker.close(), bystander.close()])
  })
})

describe('a plain client', () => {
  it('a plain client with since=0 gets all that the log holds, in order, with what others write meanwhile', async () => {
    const room = 'channel_2'
    await write(room, numbered(0, 3_000))
    const client = await connectPlain({ url: `${app.wsUrl}?since=0`, channel: room })
    await write(room, numbered(3_000, 3_200))
    await waitFor(() => client.texts.length >= 3_200, { timeoutMs: 30_000 })
    const log = (await readLog(app.url, room)).map(({ text }) => text)
    expect(client.texts).toEqual(log)
    expect(log).toHaveLength(3_200)
    await client.close()
  })
})
