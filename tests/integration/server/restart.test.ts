import { describe, expect, it } from 'vitest'
import { startApp } from '../../support/app'
import { connectParley, visit } from '../../support/parley-client'
import { connectPlain, postForm } from '../../support/plain-client'

describe('a process that is stopped', () => {
  it.each([
    'SIGTERM', 'SIGINT',
  ] as const)('a process that is stopped by %s closes all clients with 1012 and ends without an error', async (signal) => {
    const app = await startApp()
    const clients = await Promise.all([
      connectPlain({ url: app.wsUrl }),
      visit(app.url).then(cookie => connectParley({ url: app.wsUrl, cookie })),
    ])
    app.signal(signal)
    const codes = (await Promise.all(clients.map(client => client.closed))).map(({ code }) => code)
    expect(codes).toEqual([1012, 1012])
    expect(await app.stop()).toBe(0)
  })

  it('knows its sessions, its messages and its positions when it is started again', async () => {
    const app = await startApp()
    const cookie = await visit(app.url)
    const before = await connectParley({ url: app.wsUrl, cookie })
    const { user } = await before.next('hello')
    before.send({ type: 'join', id: 1, room: 'channel_1' })
    const { epoch, head } = await before.next('joined')
    await postForm({ url: app.url, data: 'before' })
    await app.restart()
    await postForm({ url: app.url, data: 'after' })
    const again = await connectParley({ url: app.wsUrl, cookie })
    expect((await again.next('hello')).user).toEqual(user)
    again.send({ type: 'join', id: 1, room: 'channel_1', position: { epoch, seq: head } })
    expect(await again.next('joined')).toMatchObject({ mode: 'resumed' })
    expect([(await again.next('message')).text, (await again.next('message')).text]).toEqual(['before', 'after'])
    await again.close()
    await app.stop()
  })

  it('a process that can\'t start says what is wrong and what to do', async () => {
    await expect(startApp({ env: { PUBLIC_ORIGIN: 'chat.example.org' } })).rejects.toThrow(
      /PUBLIC_ORIGIN is 'chat\.example\.org'[^]*Use https:\/\/chat\.example\.org/,
    )
  })
})
