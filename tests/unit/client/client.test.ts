import { describe, expect, it } from 'vitest'
import { memoryStore } from '~/client/store/store'
import { createStillClient } from '~/client/still'
import { item } from './support/outbox'
import { ME, ROOMS, hello, joined, message, messageEvent, messages, prepare, roomState, setup } from './support/setup'

describe('a client that is not started', () => {
  it('shows the rooms as loading, and does nothing', () => {
    const client = createStillClient({ named: false, rooms: [...ROOMS] }, 'channel_2')
    expect(client.connection().status).toBe('idle')
    expect(client.rooms().map(({ id, status, unread }) => ({ id, status, unread }))).toEqual(
      ROOMS.map(({ id }) => ({ id, status: 'loading', unread: 0 })),
    )
    expect(client.active().id).toBe('channel_2')
  })

  it('opens the first room when the wanted one does not exist', () => {
    expect(createStillClient({ named: false, rooms: [...ROOMS] }, 'gone').active().id).toBe('channel_1')
  })
})

describe('connecting', () => {
  it('is open when hello arrives, and joins every room, the open one first', async () => {
    const { client, socket } = await setup({ active: 'channel_2' })
    expect(client.connection().status).toBe('connecting')
    socket().say(hello())
    expect(client.connection().status).toBe('open')
    expect(socket().frames('join').map(frame => frame.room)).toEqual(['channel_2', 'channel_1'])
  })

  it('shows the page of a reset, and no "empty" before it is known', async () => {
    const { client, socket, texts } = await setup()
    socket().say(hello())
    expect(client.active().status).toBe('loading')
    const [join] = socket().frames('join')
    socket().say(joined({ id: join?.id ?? -1, head: 3, page: messages(1, 3) }))
    expect(client.active().status).toBe('ready')
    expect(texts()).toEqual(['text 1', 'text 2', 'text 3'])
    expect(client.room('channel_1').position()).toEqual({ epoch: 'e1', seq: 3 })
  })

  // A browser let its database hang, and the page said "connecting" as long.
  it('begins without what earlier visits kept when that can not be had for long', async () => {
    const { client, clock, sockets } = prepare({ store: { ...memoryStore(), outbox: () => new Promise(() => {}) } })
    const starting = client.start()
    clock.advance(1_999)
    expect(sockets).toHaveLength(0)
    clock.advance(1)
    await starting
    expect(sockets).toHaveLength(1)
  })

  it('takes over what earlier visits kept also when it comes late', async () => {
    const store = memoryStore()
    await store.putItem('me', item('kept', 1))
    let answer = () => {}
    const asked = new Promise<void>(resolve => (answer = resolve))
    const { client, clock, socket, enter, texts } = prepare({
      store: { ...store, outbox: user => asked.then(() => store.outbox(user)) },
    })
    const starting = client.start()
    clock.advance(2_000)
    await starting
    enter(hello(), (room, id) => joined({ room, id, head: 1, page: [message(1, { room })] }))
    answer()
    await expect.poll(texts).toEqual(['text 1', 'text kept'])
    expect(socket().frames('send').map(frame => frame.clientId)).toEqual(['kept'])
    expect(client.diagnostics().resets).toBe(2)
  })

  it('joins again from its position after a break', async () => {
    const { clock, socket, enter } = await setup()
    enter()
    socket().say(messageEvent(1), messageEvent(2))
    socket().end(1006)
    clock.advance(500)
    socket().say(hello())
    expect(socket().frames('join')[0]).toMatchObject({ room: 'channel_1', position: { epoch: 'e1', seq: 2 } })
  })

  it('stops when the session of another person answers', async () => {
    const { client, clock, socket, sockets } = await setup()
    socket().say(hello({ user: { id: 'eve', name: 'Eve' } }))
    expect(client.connection()).toMatchObject({ status: 'stopped', closed: { code: 1008, then: 'stop' } })
    clock.advance(60_000)
    expect(sockets).toHaveLength(1)
  })
})

describe('a gap', () => {
  it('is asked for once, and filled without doubles', async () => {
    const { client, socket, enter, texts } = await setup()
    enter()
    socket().say(messageEvent(1))
    socket().say(messageEvent(3))
    socket().say(messageEvent(4))
    const joins = socket().frames('join').filter(frame => frame.position)
    expect(joins).toMatchObject([{ room: 'channel_1', position: { seq: 1 } }])
    socket().say(
      joined({ id: joins[0]?.id ?? -1, mode: 'resumed', head: 4 }),
      messageEvent(2),
      messageEvent(3),
      messageEvent(4),
    )
    expect(texts()).toEqual(['text 1', 'text 2', 'text 3', 'text 4'])
    expect(client.diagnostics().holes).toBe(2)
  })

  it('a gap that only a heartbeat shows is asked for after a moment of grace', async () => {
    const { clock, socket, enter } = await setup()
    enter()
    socket().say({ type: 'pong', now: 0, heads: { channel_1: 2, channel_2: 0 } })
    const before = socket().frames('join').length
    clock.advance(999)
    expect(socket().frames('join')).toHaveLength(before)
    clock.advance(1)
    expect(socket().frames('join')).toHaveLength(before + 1)
  })

  it('a gap that closes by itself within the grace is not asked for', async () => {
    const { clock, socket, enter } = await setup()
    enter()
    socket().say({ type: 'pong', now: 0, heads: { channel_1: 1 } })
    socket().say(messageEvent(1))
    const before = socket().frames('join').length
    clock.advance(5_000)
    expect(socket().frames('join')).toHaveLength(before)
  })
})

describe('sending', () => {
  it('shows the message at once, sends it when the room is joined, and keeps its key through ack and event', async () => {
    const { client, socket, enter } = await setup()
    expect(client.room('channel_1').send('hi')).toEqual({ ok: true, clientId: 'c1' })
    const [pending] = client.active().items
    expect(pending).toMatchObject({ kind: 'message', state: 'sending', seq: null, mine: true })
    enter()
    expect(socket().frames('send')).toEqual([{ type: 'send', room: 'channel_1', clientId: 'c1', text: 'hi' }])
    socket().say({ type: 'ack', room: 'channel_1', clientId: 'c1', seq: 1, id: 'm1', at: 5 })
    expect(client.active().items).toMatchObject([{ key: pending?.key, state: 'sent', seq: 1, at: 5 }])
    socket().say(messageEvent(1, { id: 'm1', clientId: 'c1', author: { id: 'me', name: 'Ada' }, text: 'hi' }))
    expect(client.active().items).toMatchObject([{ key: pending?.key, state: 'sent', seq: 1 }])
    expect(client.waiting()).toBe(0)
  })

  it('takes the event for the acknowledgement when it comes first', async () => {
    const { client, socket, enter } = await setup()
    enter()
    client.room('channel_1').send('one')
    client.room('channel_1').send('two')
    socket().say(messageEvent(1, { clientId: 'c1', author: { id: 'me', name: 'Ada' }, text: 'one' }))
    expect(socket().frames('send').map(frame => frame.clientId)).toEqual(['c1', 'c2'])
    socket().say({ type: 'ack', room: 'channel_1', clientId: 'c1', seq: 1, id: 'm1', at: 5 })
    expect(client.active().items).toMatchObject([{ text: 'one', state: 'sent' }, { text: 'two', state: 'sending' }])
  })

  it('sends what was not answered again after a break, in order', async () => {
    const { client, clock, socket, enter } = await setup()
    enter()
    client.room('channel_1').send('one')
    client.room('channel_1').send('two')
    expect(socket().frames('send')).toHaveLength(1)
    socket().end(1006)
    clock.advance(500)
    enter()
    socket().say({ type: 'ack', room: 'channel_1', clientId: 'c1', seq: 1, id: 'm1', at: 5 })
    expect(socket().frames('send').map(frame => frame.clientId)).toEqual(['c1', 'c2'])
  })

  it('waits as long as a rate limit says, without letting the next message pass', async () => {
    const { client, clock, socket, enter } = await setup()
    enter()
    client.room('channel_1').send('one')
    client.room('channel_1').send('two')
    socket().say({
      type: 'error',
      code: 'rate_limited',
      message: 'Slow down.',
      room: 'channel_1',
      clientId: 'c1',
      retryAfterMs: 3_000,
    })
    expect(client.active().items).toMatchObject([{ state: 'sending' }, { state: 'sending' }])
    clock.advance(2_999)
    expect(socket().frames('send')).toHaveLength(1)
    clock.advance(1)
    expect(socket().frames('send').map(frame => frame.clientId)).toEqual(['c1', 'c1'])
  })

  it('steps over a message that failed, and sends it when a person tries again', async () => {
    const { client, socket, enter } = await setup()
    enter()
    client.room('channel_1').send('one')
    client.room('channel_1').send('two')
    socket().say({ type: 'error', code: 'forbidden', message: 'No.', room: 'channel_1', clientId: 'c1' })
    expect(client.active().items).toMatchObject([{ state: 'failed', error: 'forbidden' }, { state: 'sending' }])
    socket().say({ type: 'ack', room: 'channel_1', clientId: 'c2', seq: 1, id: 'm1', at: 5 })
    client.room('channel_1').retry('c1')
    expect(socket().frames('send').map(frame => frame.clientId)).toEqual(['c1', 'c2', 'c1'])
    client.room('channel_1').discard('c1')
    expect(client.active().items).toMatchObject([{ text: 'two' }])
  })

  it('refuses what the server would refuse', async () => {
    const { client } = await setup()
    expect(client.room('channel_1').send(' \n')).toEqual({ ok: false, reason: 'empty' })
    expect(client.room('channel_1').send('x'.repeat(4_001))).toEqual({ ok: false, reason: 'too_long' })
    for (let count = 0; count < 200; count++) client.room('channel_2').send('x')
    expect(client.room('channel_1').send('x')).toEqual({ ok: false, reason: 'outbox_full' })
  })

  it('sends again when no answer comes though the line lives', async () => {
    const { client, clock, socket, enter } = await setup()
    enter()
    client.room('channel_1').send('one')
    clock.advance(10_000)
    expect(socket().frames('send').map(frame => frame.clientId)).toEqual(['c1', 'c1'])
  })
})

describe('a new name', () => {
  const answering = (user: { id: string, name: string }) => ({
    fetch: async () => Response.json({ user, named: true }),
  })

  it('is shown at once', async () => {
    const { client } = await setup(answering({ id: 'me', name: 'Countess' }))
    expect(await client.rename('Countess')).toEqual({ ok: true })
    expect(client.session().user.name).toBe('Countess')
  })

  // The cookie was gone, so that the server made another guest; what waits here would have been sent in that guest's
  // name.
  it('a new name that was given to another guest ends the session of this page', async () => {
    const { client, clock, socket, sockets, enter } = await setup(answering({ id: 'eve', name: 'Countess' }))
    enter()
    expect(await client.rename('Countess')).toEqual({ ok: false, reason: 'unavailable' })
    expect(client.session().user).toEqual(ME)
    expect(client.connection()).toMatchObject({ status: 'stopped', closed: { code: 1008, then: 'stop' } })
    client.room('channel_1').send('hi')
    clock.advance(60_000)
    expect(sockets).toHaveLength(1)
    expect(socket().frames('send')).toEqual([])
  })

  it('a new name that was given to another guest while the line is down ends the session when it is up', async () => {
    const { client, clock, socket } = await setup(answering({ id: 'eve', name: 'Countess' }))
    socket().end(1006)
    await client.rename('Countess')
    clock.advance(1_000)
    socket().say(hello({ user: { id: 'eve', name: 'Countess' } }))
    expect(client.connection().status).toBe('stopped')
  })
})

describe('unread', () => {
  it('counts what came after the mark in a room that is not open, without own messages', async () => {
    const { client, socket, enter } = await setup()
    enter(hello({ rooms: [roomState(), roomState({ id: 'channel_2', lastSeq: 7 })] }), (room, id) =>
      joined({ room, id, head: room === 'channel_2' ? 7 : 0 }),
    )
    expect(client.room('channel_2').view()?.unread).toBe(0)
    socket().say(
      messageEvent(8, { room: 'channel_2' }),
      messageEvent(9, { room: 'channel_2', author: { id: 'me', name: 'Ada' } }),
    )
    expect(client.room('channel_2').view()?.unread).toBe(1)
    client.open('channel_2')
    expect(client.active()).toMatchObject({ id: 'channel_2', newSinceSeq: 7 })
    client.room('channel_2').markRead(9)
    client.room('channel_2').markRead(3)
    expect(client.active().unread).toBe(0)
  })
})

describe('older messages', () => {
  it('are put on top', async () => {
    const page = { room: 'channel_1', epoch: 'e1', messages: messages(1, 50), older: false }
    const asked: string[] = []
    const { client, enter, texts } = await setup({
      fetch: async (url) => {
        asked.push(url)
        return Response.json(page)
      },
    })
    enter(hello(), (room, id) => joined({ room, id, head: 100, page: messages(51, 100), older: true }))
    const loading = client.room('channel_1').loadOlder()
    expect(client.active().olderStatus).toBe('loading')
    await loading
    expect(asked).toEqual(['/api/rooms/channel_1/messages?before=51&limit=50'])
    expect(texts()).toHaveLength(100)
    expect(client.active()).toMatchObject({ older: false, olderStatus: 'idle' })
    await client.room('channel_1').loadOlder()
    expect(asked).toHaveLength(1)
  })

  // The server refuses who asks for page after page: a page that asked again by itself would never be let in.
  it('are not asked for again by themselves when the server has refused them', async () => {
    const answers = [
      Response.json(
        { error: { code: 'rate_limited', message: 'Wait 4 s and try again.', retryAfterMs: 4_000 } },
        { status: 429 },
      ),
    ]
    const page = { room: 'channel_1', epoch: 'e1', messages: [message(1)], older: false }
    let asked = 0
    const { client, clock, enter, texts } = await setup({
      fetch: async () => {
        asked++
        return answers.shift() ?? Response.json(page)
      },
    })
    enter(hello(), (room, id) => joined({ room, id, head: 2, page: [message(2)], older: true }))
    await client.room('channel_1').loadOlder()
    clock.advance(60_000)
    expect(client.active()).toMatchObject({ older: true, olderStatus: 'error' })
    expect(asked).toBe(1)
    await client.room('channel_1').loadOlder()
    expect(client.active()).toMatchObject({ older: false, olderStatus: 'idle' })
    expect(texts()).toEqual([message(1).text, message(2).text])
  })

  it('say when they could not be had, and can be asked for again', async () => {
    const { client, enter } = await setup()
    enter(hello(), (room, id) => joined({ room, id, head: 2, page: [message(2)], older: true }))
    await client.room('channel_1').loadOlder()
    expect(client.active()).toMatchObject({ older: true, olderStatus: 'error' })
  })
})
