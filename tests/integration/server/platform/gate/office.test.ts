import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../../../../support/app'
import { connectParley, visit, type ParleyClient } from '../../../../support/parley-client'

/** As many as one address may be by default. */
const TABS = 200

describe('an office of 200 tabs behind one address', () => {
  let app: TestApp
  let cookie: string

  beforeAll(async () => {
    app = await startApp()
    cookie = await visit(app.url)
  })
  afterAll(() => app.stop())

  async function arrive(): Promise<ParleyClient[]> {
    return Promise.all(Array.from({ length: TABS }, async () => {
      const client = await connectParley({ url: app.wsUrl, cookie })
      await client.next('hello')
      client.send({ type: 'join', id: 1, room: 'channel_1' })
      await client.next('joined')
      return client
    }))
  }

  it('is let in whole, and again at once after a restart, by the default rates', async () => {
    const before = await arrive()
    await app.restart()
    expect((await Promise.all(before.map(client => client.closed))).map(({ code }) => code)).toEqual(
      before.map(() => 1012),
    )

    const after = await arrive()
    after[0]?.send({ type: 'send', room: 'channel_1', clientId: 'c1', text: 'all here' })
    const heard = await Promise.all(after.map(client => client.next('message')))
    expect(heard.map(({ text }) => text)).toEqual(after.map(() => 'all here'))
    await Promise.all(after.map(client => client.close()))
  }, 60_000)
})
