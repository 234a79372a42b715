import { describe, expect, it } from 'vitest'
import { memoryValues } from '~/client/environment'
import { readMarkKey } from '~/client/room/reading'
import { ME, hello, joined, messageEvent, messages, roomState, setup } from '../support/setup'

type World = Awaited<ReturnType<typeof setup>>

/** The newest join of the open room. */
function lastJoin({ socket }: World) {
  const join = socket().frames('join').findLast(frame => frame.room === 'channel_1')
  if (!join) throw new Error('The room was not joined.')
  return join
}

const joinsOf = ({ socket }: World) => socket().frames('join').filter(frame => frame.room === 'channel_1').length

describe('joining a room', () => {
  it('ignores a late answer to an earlier request', async () => {
    const world = await setup()
    world.socket().say(hello())
    const first = lastJoin(world)
    world.clock.advance(10_000)
    expect(lastJoin(world).id).not.toBe(first.id)
    world.socket().say(joined({ id: first.id, head: 3, page: messages(1, 3) }))
    expect(world.client.active().status).toBe('loading')
    world.socket().say(joined({ id: lastJoin(world).id, head: 1, page: messages(1, 1) }))
    expect(world.texts()).toEqual(['text 1'])
  })

  it('asks at once on a new connection, though an answer was still due on the old one', async () => {
    const world = await setup()
    world.socket().say(hello())
    world.socket().end(1006)
    world.clock.advance(250)
    world.socket().say(hello())
    expect(joinsOf(world)).toBe(1)
  })

  it('asks again when something beyond a gap was dropped, though the gap itself closed meanwhile', async () => {
    const world = await setup()
    world.enter()
    for (let seq = 2; seq <= 6; seq += 2) {
      world.socket().say(messageEvent(seq))
      world.socket().say(joined({ id: lastJoin(world).id, head: 0, page: [] }))
    }
    // The joins were fruitless, so that the next one waits. The missing event comes first.
    world.socket().say(messageEvent(3))
    const before = joinsOf(world)
    world.socket().say(messageEvent(1))
    world.clock.advance(5_000)
    expect(joinsOf(world)).toBeGreaterThan(before)
  })

  it('says that the room can not be shown when the server refuses it', async () => {
    const world = await setup()
    world.socket().say(hello())
    world.socket().say({ type: 'error', code: 'forbidden', message: 'No.', id: lastJoin(world).id, room: 'channel_1' })
    expect(world.client.active().status).toBe('error')
    world.clock.advance(19_000)
    expect(joinsOf(world)).toBe(1)
  })

  // Over a line that stands there is nothing to reconnect, and so the button did nothing.
  it('asks again after a refusal when a person wants it', async () => {
    const world = await setup()
    world.socket().say(hello())
    world.socket().say({ type: 'error', code: 'forbidden', message: 'No.', id: lastJoin(world).id, room: 'channel_1' })
    world.client.room('channel_1').reload()
    expect(world.client.active().status).toBe('loading')
    expect(joinsOf(world)).toBe(2)
    world.socket().say(joined({ id: lastJoin(world).id, head: 1, page: messages(1, 1) }))
    expect(world.client.active().status).toBe('ready')
  })

  it('asks again when the log is unavailable for a moment', async () => {
    const world = await setup()
    world.socket().say(hello())
    world
      .socket()
      .say({
        type: 'error',
        code: 'unavailable',
        message: 'Later.',
        id: lastJoin(world).id,
        room: 'channel_1',
        retryAfterMs: 2_000,
      })
    expect(world.client.active().status).toBe('loading')
    world.clock.advance(2_000)
    expect(joinsOf(world)).toBe(2)
  })

  it('is not caught in a loop by a server that answers reset for ever', async () => {
    const world = await setup()
    world.enter()
    let answered = lastJoin(world).id
    for (let second = 0; second < 600; second++) {
      world.socket().say(messageEvent(50 + second))
      if (lastJoin(world).id !== answered) {
        answered = lastJoin(world).id
        world.socket().say(joined({ id: answered, head: 0 }))
      }
      if (second % 20 === 0) world.socket().say({ type: 'pong', now: 0, heads: { channel_1: 50 + second } })
      world.clock.advance(1_000)
    }
    expect(joinsOf(world)).toBeLessThan(25)
    expect(world.client.active().status).toBe('ready')
  })
})

describe('an own message', () => {
  // It was taken out of what waits, and dropped from the log until the gap was filled: for a moment it was nowhere.
  it('an own message that comes from beyond a gap is shown all the time', async () => {
    const world = await setup()
    const { client, socket, enter, texts } = world
    enter()
    socket().say(messageEvent(1))
    client.room('channel_1').send('mine')
    const mine = messageEvent(3, { clientId: 'c1', author: ME, text: 'mine' })
    socket().say(mine)
    expect(texts()).toEqual(['text 1', 'mine'])
    expect(client.waiting()).toBe(1)
    socket().say(joined({ id: lastJoin(world).id, mode: 'resumed', head: 3 }), messageEvent(2), mine)
    expect(texts()).toEqual(['text 1', 'text 2', 'mine'])
    expect(client.waiting()).toBe(0)
  })
})

describe('what a person has read', () => {
  const greeting = (lastSeq: number) =>
    hello({ rooms: [roomState({ lastSeq }), roomState({ id: 'channel_2', lastSeq })] })
  const answer = (lastSeq: number) => (room: string, id: number) =>
    joined({ room, id, head: lastSeq, page: messages(Math.max(1, lastSeq - 9), lastSeq, { room }) })

  it('has nothing to catch up with on the first visit', async () => {
    const { client, enter } = await setup()
    enter(greeting(1_000), answer(1_000))
    expect(client.rooms().map(room => room.unread)).toEqual([0, 0])
    expect(client.active().newSinceSeq).toBeNull()
  })

  it('is remembered over a reload, with the line where the new begins', async () => {
    const values = memoryValues()
    const first = await setup({ values })
    first.enter(greeting(20), answer(20))
    first.client.room('channel_1').markRead(20)
    await first.client.stop()
    const second = await setup({ values })
    second.enter(greeting(25), answer(25))
    expect(second.client.active()).toMatchObject({ unread: 5, newSinceSeq: 20 })
    expect(second.client.room('channel_2').view()).toMatchObject({ unread: 5, newSinceSeq: null })
    second.client.room('channel_1').markRead(25)
    expect(second.client.active()).toMatchObject({ unread: 0, newSinceSeq: 20 })
  })

  // What an earlier visit kept is shown before the server was asked: at the newest of it, which is not where one had
  // come.
  it('is not taken from what is shown before it is known where the new begins', async () => {
    const values = memoryValues()
    const first = await setup({ values })
    expect(first.client.active().opening).toBe(true)
    first.enter(greeting(20), answer(20))
    expect(first.client.active().opening).toBe(false)
    expect(first.client.room('channel_2').view()?.opening).toBe(true)
    first.client.open('channel_2')
    expect(first.client.room('channel_2').view()?.opening).toBe(false)
  })

  it('draws no line when only own messages are new', async () => {
    const values = memoryValues()
    values.set(readMarkKey('me', 'channel_1'), '{"epoch":"e1","seq":2}')
    const { client, enter } = await setup({ values })
    enter(greeting(3), (room, id) =>
      joined({ room, id, head: 3, page: messages(1, 3, { author: { id: 'me', name: 'Ada' } }) }),
    )
    expect(client.active()).toMatchObject({ unread: 0, newSinceSeq: null })
  })

  // The server counts from the mark that it got.
  it('is asked for once more where it moved while the answer was on its way', async () => {
    const world = await setup()
    const { client, clock, socket, enter } = world
    enter(greeting(0), answer(0))
    socket().say(messageEvent(1), messageEvent(2))
    socket().end(1006)
    clock.advance(500)
    socket().say(greeting(2_000))
    client.room('channel_1').markRead(1)
    const page = messages(1_951, 2_000)
    socket().say(joined({ id: lastJoin(world).id, head: 2_000, page, older: true, unread: 1_500 }))
    expect(lastJoin(world)).toMatchObject({ mark: 1 })
    expect(lastJoin(world).position).toBeUndefined()
    socket().say(joined({ id: lastJoin(world).id, head: 2_000, page, older: true, unread: 1_499 }))
    expect(client.active().unread).toBe(1_499)
    expect(joinsOf(world)).toBe(2)
  })

  it('follows what another tab read', async () => {
    const values = memoryValues()
    let told: (key: string | null) => void = () => {}
    const listen = (changed: (key: string | null) => void) => {
      told = changed
      return () => {}
    }
    const { client, enter, socket } = await setup({ values: { ...values, listen } })
    enter(greeting(5), answer(5))
    socket().say(messageEvent(6, { room: 'channel_2' }))
    expect(client.room('channel_2').view()?.unread).toBe(1)
    values.set(readMarkKey('me', 'channel_2'), '{"epoch":"e1","seq":6}')
    told(readMarkKey('me', 'channel_2'))
    expect(client.room('channel_2').view()?.unread).toBe(0)
  })
})

describe('a room that is not open', () => {
  it('keeps its newest messages only, and loads the others on scrolling', async () => {
    const { client, enter, socket } = await setup({ backgroundMessagesMax: 10 })
    enter()
    socket().say(...messages(1, 30, { room: 'channel_2' }).map(message => ({ type: 'message', ...message })))
    expect(client.room('channel_2').view()?.items).toHaveLength(10)
    expect(client.room('channel_2').view()?.older).toBe(true)
  })
})

// A page that was open for weeks kept every message it had seen, and went over all of them with each new one.
describe('the open room', () => {
  const say = ({ socket }: World, from: number, to: number) =>
    socket().say(...messages(from, to).map(message => ({ type: 'message', ...message })))

  it('keeps its newest messages only for who has read to its end, and loads the others on scrolling', async () => {
    const asked: string[] = []
    const world = await setup({ openMessagesMax: 10, fetch: async (url) => {
      asked.push(url)
      return Response.json({ room: 'channel_1', epoch: 'e1', messages: messages(1, 20), older: false })
    } })
    const { client, enter, texts } = world
    enter()
    say(world, 1, 30)
    client.room('channel_1').markRead(29)
    expect(client.active().items).toHaveLength(30)
    const keys = client.active().items.map(item => item.key)
    client.room('channel_1').markRead(30)
    expect(client.active().items.map(item => item.key)).toEqual(keys.slice(20))
    expect(client.active().older).toBe(true)
    await client.room('channel_1').loadOlder()
    expect(asked).toEqual(['/api/rooms/channel_1/messages?before=21&limit=50'])
    expect(texts()).toEqual(messages(1, 30).map(({ text }) => text))
    expect(client.active().older).toBe(false)
  })

  it('keeps its newest messages only while the page is out of sight', async () => {
    const world = await setup({ openMessagesMax: 10 })
    const { client, enter, signals } = world
    enter()
    say(world, 1, 20)
    expect(client.active().items).toHaveLength(20)
    signals.give('hide')
    say(world, 21, 40)
    expect(client.active()).toMatchObject({ older: true, unread: 40 })
    expect(client.active().items).toHaveLength(10)
    signals.give('wake')
    say(world, 41, 45)
    expect(client.active().items).toHaveLength(15)
  })
})

describe('what else the server says', () => {
  it('shows how many people are there, live lines, and the own name when it changed in another tab', async () => {
    const { client, enter, socket, texts } = await setup()
    enter()
    socket().say(
      { type: 'presence', room: 'channel_1', online: 7 },
      { type: 'live', room: 'channel_1', at: 5, text: 'from outside' },
    )
    expect(client.active().online).toBe(7)
    expect(texts()).toEqual(['from outside'])
    expect(client.active().unread).toBe(0)
    socket().say({ type: 'me', user: { id: 'me', name: 'Countess' } })
    expect(client.session()).toEqual({ user: { id: 'me', name: 'Countess' }, named: true })
  })

  it('may be of a version that is not known yet', async () => {
    const { client, enter, socket, texts } = await setup()
    enter()
    socket().say(
      { type: 'reacted', room: 'channel_1', seq: 1, at: 1, author: { id: 'bob', name: 'Bob' } },
      messageEvent(2),
      { type: 'typing', room: 'channel_1' },
    )
    expect(texts()).toEqual(['text 2'])
    expect(client.diagnostics()).toMatchObject({ ignored: 1, holes: 0 })
  })

  it('may name rooms that came and went', async () => {
    const { client, socket } = await setup()
    socket().say(hello({ rooms: [roomState({ id: 'channel_3', title: 'New' }), roomState()] }))
    expect(client.rooms().map(room => room.id)).toEqual(['channel_3', 'channel_1'])
    client.open('channel_2')
    expect(client.active().id).toBe('channel_3')
  })
})
