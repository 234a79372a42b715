import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../../../support/app'
import { expectOnline } from '../../../support/online'
import { connectParley, visit } from '../../../support/parley-client'
import { connectPlain, postForm } from '../../../support/plain-client'

let app: TestApp

beforeAll(async () => {
  app = await startApp({ env: { RATE_LIMIT: 'off' } })
})
afterAll(() => app.stop())

const guest = async () => connectParley({ url: app.wsUrl, cookie: await visit(app.url) })

describe('the plain wire', () => {
  it('gives each message of the channel of the cookie as its bare text, and none of the other channel', async () => {
    const [one, two, none] = await Promise.all([
      connectPlain({ url: app.wsUrl, channel: 'channel_1' }),
      connectPlain({ url: app.wsUrl, channel: 'channel_2' }),
      connectPlain({ url: app.wsUrl.replace(/\/$/, '') }),
    ])
    const text = 'line one\nline two <b>&amp;</b> 你好 👋'
    await postForm({ url: app.url, data: text, channel: 'channel_1' })
    await postForm({ url: app.url, data: 'second', channel: 'channel_2' })
    expect(await Promise.all([one.next(), two.next(), none.next()])).toEqual([text, 'second', text])
    expect([one.texts, two.texts]).toEqual([[text], ['second']])
    await Promise.all([one.close(), two.close(), none.close()])
  })

  it('gives back to a client what it sends, and to no other', async () => {
    const [one, other] = await Promise.all([connectPlain({ url: app.wsUrl }), connectPlain({ url: app.wsUrl })])
    one.send('heartCheck')
    expect(await one.next()).toBe('heartCheck')
    await postForm({ url: app.url, data: 'after' })
    expect(await other.next()).toBe('after')
    await Promise.all([one.close(), other.close()])
  })

  it('gives what came after a seq first, when it is asked for', async () => {
    const seqs = []
    for (const data of ['a', 'b', 'c']) {
      const response = await fetch(`${app.url}/send`, {
        method: 'POST',
        body: JSON.stringify({ data, channel: 'channel_2' }),
        headers: { 'content-type': 'application/json' },
      })
      seqs.push((await response.json()).seq)
    }
    const client = await connectPlain({ url: `${app.wsUrl}?since=${seqs[0]}`, channel: 'channel_2' })
    expect([await client.next(), await client.next()]).toEqual(['b', 'c'])
    await client.close()
  })
})

describe('the app wire', () => {
  it('says hello first, with who one is and which rooms there are', async () => {
    const client = await guest()
    const hello = await client.next('hello')
    expect(client.events[0]).toBe(hello)
    expect(hello.rooms.map(room => room.id)).toEqual(['channel_1', 'channel_2'])
    expect(hello.user.id).toMatch(/^u_/)
    await client.close()
  })

  it('takes a message, acknowledges it and sends it to all clients in the room, once', async () => {
    const [ada, bob] = await Promise.all([guest(), guest()])
    for (const client of [ada, bob]) {
      client.send({ type: 'join', id: 1, room: 'channel_1' })
      await client.next('joined')
    }
    const frame = { type: 'send', room: 'channel_1', clientId: 'm-1', text: 'hello' } as const
    ada.send(frame)
    ada.send(frame)
    const [ack, again] = [await ada.next('ack'), await ada.next('ack')]
    expect(again).toEqual(ack)
    expect(await bob.next('message')).toMatchObject({ seq: ack.seq, id: ack.id, clientId: 'm-1', text: 'hello' })
    ada.send({ type: 'send', room: 'channel_1', clientId: 'm-2', text: 'more' })
    expect(await bob.next('message')).toMatchObject({ seq: ack.seq + 1, clientId: 'm-2' })
    await Promise.all([ada.close(), bob.close()])
  })

  it('continues from a position, and hears nothing after leaving', async () => {
    const ada = await guest()
    ada.send({ type: 'join', id: 1, room: 'channel_2' })
    const { epoch, head } = await ada.next('joined')
    ada.send({ type: 'leave', id: 2, room: 'channel_2' })
    await ada.next('left')
    await postForm({ url: app.url, data: 'missed 1', channel: 'channel_2' })
    await postForm({ url: app.url, data: 'missed 2', channel: 'channel_2' })
    ada.send({ type: 'ping' })
    expect((await ada.next('pong')).heads).toEqual({})
    expect(ada.events.filter(event => event.type === 'message')).toEqual([])
    ada.send({ type: 'join', id: 3, room: 'channel_2', position: { epoch, seq: head } })
    expect(await ada.next('joined')).toMatchObject({ mode: 'resumed', head: head + 2 })
    expect([(await ada.next('message')).text, (await ada.next('message')).text]).toEqual(['missed 1', 'missed 2'])
    await ada.close()
  })

  it('counts people, not tabs', async () => {
    const cookie = await visit(app.url)
    const [tab, sameAgain, other] = await Promise.all([
      connectParley({ url: app.wsUrl, cookie }),
      connectParley({ url: app.wsUrl, cookie }),
      guest(),
    ])
    for (const client of [tab, sameAgain, other]) client.send({ type: 'join', id: 1, room: 'channel_2' })
    await expectOnline(tab, 'channel_2', 2)
    await other.close()
    await expectOnline(tab, 'channel_2', 1)
    await Promise.all([tab.close(), sameAgain.close()])
  })

  it('gives all tabs of a user their new name, and signs with it from then on', async () => {
    const cookie = await visit(app.url)
    const client = await connectParley({ url: app.wsUrl, cookie })
    const response = await fetch(`${app.url}/api/session`, {
      method: 'PUT',
      body: JSON.stringify({ name: '  Ada Lovelace ' }),
      headers: { cookie, 'content-type': 'application/json' },
    })
    expect(await response.json()).toMatchObject({ user: { name: 'Ada Lovelace' }, named: true })
    expect((await client.next('me')).user.name).toBe('Ada Lovelace')
    client.send({ type: 'join', id: 1, room: 'channel_1' })
    client.send({ type: 'send', room: 'channel_1', clientId: 'named', text: 'signed' })
    const signed = await client.waitFor(event => event.type === 'message' && event.clientId === 'named')
    expect(signed).toMatchObject({ author: { name: 'Ada Lovelace' } })
    await client.close()
  })

  it('serves history in pages', async () => {
    for (let count = 0; count < 5; count++)
      await postForm({ url: app.url, data: `history ${count}`, channel: 'channel_2' })
    const newest = await (await fetch(`${app.url}/api/rooms/channel_2/messages?limit=3`)).json()
    expect(newest.messages.map((message: { text: string }) => message.text)).toEqual([
      'history 2',
      'history 3',
      'history 4',
    ])
    expect(newest.older).toBe(true)
    const page = await (
      await fetch(`${app.url}/api/rooms/channel_2/messages?limit=2&before=${newest.messages[0].seq}`)
    ).json()
    expect(page.messages.map((message: { text: string }) => message.text)).toEqual(['history 0', 'history 1'])
    expect((await fetch(`${app.url}/api/rooms/channel_2/messages?before=x`)).status).toBe(400)
    expect((await fetch(`${app.url}/api/rooms/nowhere/messages`)).status).toBe(404)
  })
})
