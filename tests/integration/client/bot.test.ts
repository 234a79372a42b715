import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../../support/app'
import { bundle } from '../../support/bundle'
import { startChild } from '../../support/children'
import { connectParley, visit } from '../../support/parley-client'

const BOT = fileURLToPath(new URL('../../../client/examples/echo-bot.ts', import.meta.url))
const ROOM = 'channel_1'

let app: TestApp

beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())

describe('the example bot', () => {
  it('answers each message to it once, also after the server was restarted, and none from before it came', async () => {
    const early = await connectParley({ url: app.wsUrl, cookie: await visit(app.url) })
    await early.next('hello')
    early.send({ type: 'send', room: ROOM, clientId: 'a', text: '!echo too early' })
    await early.next('ack')
    await early.close()

    const bot = startChild(process.execPath, [fileURLToPath(await bundle(BOT)), app.url, ROOM])
    const first = await meet()
    first.send({ type: 'send', room: ROOM, clientId: 'b', text: '!echo hello' })
    await first.waitFor(event => event.type === 'message' && event.text === 'hello')
    await app.restart()
    const second = await meet()
    second.send({ type: 'send', room: ROOM, clientId: 'c', text: '!echo again' })
    await second.waitFor(event => event.type === 'message' && event.text === 'again')
    const answer = await fetch(`${app.url}/api/rooms/${ROOM}/messages`, { headers: { cookie: await visit(app.url) } })
    expect(await answer.json()).toMatchObject({
      messages: [
        { text: '!echo too early' },
        { text: '!echo hello' },
        { text: 'hello' },
        { text: '!echo again' },
        { text: 'again' },
      ],
    })
    await second.close()
    await bot.stop()
  })
})

/** A user in the room of the bot, once that is there. */
async function meet() {
  const client = await connectParley({ url: app.wsUrl, cookie: await visit(app.url) })
  await client.next('hello')
  client.send({ type: 'join', id: 1, room: ROOM })
  await client.waitFor(event => (event.type === 'presence' || event.type === 'joined') && event.online >= 2)
  return client
}
