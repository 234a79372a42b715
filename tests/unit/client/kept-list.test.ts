import { describe, expect, it } from 'vitest'
import { NO_LIST, type HeadOfRoom } from '#shared/schemas/frames'
import { memoryStore } from '~/client/store/store'
import { BOB, hello, joined, message, messages, roomState, setup } from './support/setup'

const PINNED = roomState({ pinned: true })
const own = (index: number) =>
  roomState({
    id: `r${index}`,
    kind: 'private',
    title: `Room ${index}`,
    role: 'member',
    mark: 1,
    generation: 0,
    unread: 2,
    lastSeq: 3,
  })
const MANY = [PINNED, ...Array.from({ length: 500 }, (_, index) => own(index))]

/** A client that knows of 500 rooms. */
async function connected(store = memoryStore()) {
  const world = await setup({ store, rooms: [PINNED] })
  world.socket().say(hello({ rooms: MANY, feed: '7.e1' }))
  const ids = () => world.client.rooms().map(({ id }) => id)
  const reconnect = (greeting: ReturnType<typeof hello>) => {
    world.socket().end(1006)
    world.clock.advance(500)
    world.socket().say(greeting)
  }
  return { ...world, store, ids, reconnect }
}

describe('the list of a user of 500 rooms', () => {
  it('is asked for in whole at first, and continued from where it is after that', async () => {
    const { feeds, ids, reconnect } = await connected()
    expect(feeds).toEqual([NO_LIST])
    reconnect(hello({ rooms: [PINNED], feed: '7.e1', since: '7.e1', gone: [] }))
    expect(feeds).toEqual([NO_LIST, '7.e1'])
    expect(ids()).toEqual(MANY.map(({ id }) => id))
  })

  it('takes what changed, what is new and what is gone, and leaves the rest as it is', async () => {
    const { client, ids, reconnect } = await connected()
    const renamed = { ...own(3), title: 'Another', unread: 0, mark: 3 }
    reconnect(hello({ rooms: [PINNED, renamed, own(500)], feed: '9.e1', since: '7.e1', gone: ['r1'] }))
    expect(ids()).toHaveLength(501)
    expect(ids()).not.toContain('r1')
    expect(ids().at(-1)).toBe('r500')
    expect(client.room('r3').view()).toMatchObject({ title: 'Another', unread: 0 })
    expect(client.room('r4').view()).toMatchObject({ title: 'Room 4', unread: 2 })
  })

  it('loses channels that the operator took away, though nothing else of it changed', async () => {
    const { ids, reconnect } = await connected()
    const other = roomState({ id: 'channel_9', pinned: true })
    reconnect(hello({ rooms: [other], feed: '7.e1', since: '7.e1', gone: [] }))
    // The open one stays, as a room that is gone.
    expect(ids().filter(id => id.startsWith('channel'))).toEqual(['channel_1', 'channel_9'])
    expect(ids()).toHaveLength(502)
  })

  it('is replaced by a list that does not continue it', async () => {
    const { ids, reconnect } = await connected()
    reconnect(hello({ rooms: [PINNED, own(2)], feed: '1.e2' }))
    expect(ids()).toEqual(['channel_1', 'r2'])
  })

  it('is there after a reload before the server said anything, and is continued', async () => {
    const { client, store } = await connected()
    await client.stop()
    const again = await setup({ store, rooms: [PINNED] })
    expect(again.client.rooms()).toHaveLength(501)
    expect(again.client.room('r400').view()).toMatchObject({ title: 'Room 400', unread: 2 })
    expect(again.feeds).toEqual(['7.e1'])
    again.socket().say(hello({ rooms: [PINNED], feed: '7.e1', since: '7.e1' }))
    expect(again.client.rooms()).toHaveLength(501)
    expect(again.socket().frames('read')).toEqual([])
  })

  it('is kept as later frames leave it', async () => {
    const { client, socket, store } = await connected()
    socket().say({ type: 'rooms', changed: [own(500)], gone: ['r0'], feed: '8.e1' })
    socket().say({ type: 'read', room: 'r7', seq: 3, generation: 0, unread: 0, head: 3 })
    await client.stop()
    const kept = await store.list('me')
    expect(kept).toMatchObject({ feed: '8.e1' })
    expect(kept?.rooms).toHaveLength(501)
    expect(kept?.rooms.find(({ id }) => id === 'r7')).toMatchObject({ mark: 3, unread: 0 })
  })

  it('does not take the place of what was kept with the messages of a room, which is newer', async () => {
    const store = memoryStore()
    await store.putList('me', { feed: '7.e1', rooms: [PINNED, own(1)], lines: [] })
    await store.putRoom('me', 'r1', {
      position: { epoch: 'e1', seq: 5 },
      messages: messages(1, 5, { room: 'r1' }),
      older: false,
      unread: { mark: 1, count: 4, upTo: 1 },
    })
    const { client } = await setup({ store, rooms: [PINNED] })
    expect(client.room('r1').view()?.unread).toBe(4)
  })

  it('reports a mark that the server does not know, though the server said nothing of the room', async () => {
    const { client, socket, reconnect } = await connected()
    client.open('r2')
    socket().end(1006)
    client.room('r2').markRead(3)
    reconnect(hello({ rooms: [PINNED], feed: '7.e1', since: '7.e1', gone: [] }))
    expect(socket().frames('read')).toMatchObject([{ room: 'r2', seq: 3 }])
  })
})

describe('the first visit of a user of 500 rooms', () => {
  const top = MANY.slice(0, 101)

  /** The answer to the request for the whole list, when the test gives it. */
  async function greeted() {
    const answers: ((list: Response) => void)[] = []
    const store = memoryStore()
    const world = await setup({ store, rooms: [PINNED], fetch: async (url) => {
      if (!url.endsWith('/api/list')) throw new Error('The network is not part of this test.')
      return new Promise(resolve => answers.push(resolve))
    } })
    world.socket().say(hello({ rooms: top, feed: '7.e1', more: true }))
    const answer = async (response: Response) => {
      const { length } = answers
      answers.shift()?.(response)
      await expect.poll(() => answers.length).toBe(Math.max(0, length - 1))
      await new Promise(setImmediate)
    }
    return { ...world, store, answers, answer, ids: () => world.client.rooms().map(({ id }) => id) }
  }

  it('shows the top of the list at once, and the rest when it comes', async () => {
    const { client, ids, socket, answer, store } = await greeted()
    expect(ids()).toEqual(top.map(({ id }) => id))
    expect(socket().frames('join')).toHaveLength(20)
    await answer(Response.json({ rooms: MANY, feed: '8.e1' }))
    expect(ids()).toEqual(MANY.map(({ id }) => id))
    expect(socket().frames('listen').flatMap(({ rooms }) => Object.keys(rooms))).toHaveLength(481)
    await client.stop()
    expect(await store.list('me')).toMatchObject({ feed: '8.e1', rooms: { length: 501 } })
  })

  it('keeps nothing of a list that is not whole, whatever the server says of it', async () => {
    const { client, socket, store } = await greeted()
    socket().say({ type: 'rooms', changed: [own(500)], gone: [], feed: '8.e1' })
    await client.stop()
    expect(await store.list('me')).toBeNull()
  })

  it('takes the rest for what it was when the server read it: what was said meanwhile counts', async () => {
    const { client, ids, socket, answer } = await greeted()
    const fresh = roomState({ id: 'fresh', kind: 'private', title: 'Fresh', role: 'member' })
    const read = { type: 'read', room: 'r300', seq: 3, generation: 0, unread: 0, head: 3 } as const
    socket().say({ type: 'rooms', changed: [{ ...own(5), title: 'Renamed' }, own(400)], gone: ['r6', 'r401'] })
    socket().say({ type: 'rooms', changed: [fresh], gone: ['r400'] }, read)
    await answer(Response.json({ rooms: MANY, feed: '8.e1' }))
    expect(client.room('r5').view()).toMatchObject({ title: 'Renamed' })
    expect(ids().filter(id => ['r6', 'r400', 'r401', 'fresh'].includes(id))).toEqual(['fresh'])
    expect(client.room('r300').view()).toMatchObject({ unread: 0, mark: 3 })
  })

  it('belongs to its connection: an answer for an earlier one is dropped, and the one for this one is taken', async () => {
    const { clock, ids, socket, answers, answer } = await greeted()
    socket().end(1006)
    clock.advance(1_000)
    socket().say(hello({ rooms: top.filter(({ id }) => id !== 'r3'), feed: '9.e1', more: true }))
    expect(answers).toHaveLength(2)
    await answer(Response.json({ rooms: MANY, feed: '8.e1' }))
    expect(ids()).toHaveLength(101)
    await answer(Response.json({ rooms: MANY.filter(({ id }) => id !== 'r3'), feed: '9.e1' }))
    await expect.poll(ids).toHaveLength(500)
    expect(ids()).not.toContain('r3')
  })

  it('asks once more where the rest does not come', async () => {
    const { clock, ids, answers, answer } = await greeted()
    await answer(new Response('busy', { status: 503 }))
    clock.advance(2_000)
    expect(answers).toHaveLength(1)
    await answer(Response.json({ rooms: MANY, feed: '8.e1' }))
    expect(ids()).toHaveLength(501)
  })
})

describe('a room of the list that is not shown', () => {
  const heads = (world: Awaited<ReturnType<typeof connected>>, rooms: HeadOfRoom[]) =>
    world.socket().say({ type: 'heads', rooms })
  const asked = (world: Awaited<ReturnType<typeof connected>>) =>
    world
      .socket()
      .frames('listen')
      .map(({ rooms }) => rooms)

  it('is listened to, and the others are joined: the open one and the first ones with something unread', async () => {
    const world = await connected()
    expect(world.socket().frames('join')).toHaveLength(20)
    expect(asked(world).map(rooms => Object.keys(rooms).length)).toEqual([400, 81])
    expect(asked(world)[0]).toMatchObject({ r98: null, r99: 3, r100: 3 })
  })

  it('shows what is unread as messages come, from where it was counted', async () => {
    const world = await connected()
    heads(world, [{ room: 'r400', from: 3, head: 5, others: 1 }])
    expect(world.client.room('r400').view()?.unread).toBe(3)
    heads(world, [{ room: 'r400', from: 5, head: 6, others: 1 }])
    expect(world.client.room('r400').view()?.unread).toBe(4)
    heads(world, [{ room: 'r400', head: 7, unread: 2, mark: 1, generation: 0 }])
    expect(world.client.room('r400').view()?.unread).toBe(2)
  })

  it('shows its newest message, and when that came, over a reload too', async () => {
    const world = await connected()
    const last = message(5, { room: 'r400', at: 77, text: 'news' })
    heads(world, [{ room: 'r400', from: 3, head: 5, others: 1, last }])
    expect(world.client.room('r400').view()).toMatchObject({
      items: [],
      newest: [{ seq: 5, text: 'news', author: BOB, at: 77 }],
    })
    await world.client.stop()
    const again = await setup({ store: world.store, rooms: [PINNED] })
    expect(again.client.room('r400').view()?.newest).toMatchObject([{ text: 'news' }])
    again.socket().say(hello({ rooms: [PINNED], feed: '7.e1', since: '7.e1' }))
    heads({ ...world, ...again }, [
      { room: 'r400', from: 5, head: 6, others: 0, last: { ...last, text: 'edited', rev: 6 } },
    ])
    expect(again.client.room('r400').view()?.newest).toMatchObject([{ seq: 5, text: 'edited' }])
  })

  it('shows the messages of its list once it is joined', async () => {
    const world = await connected()
    heads(world, [{ room: 'r400', from: 3, head: 5, others: 1, last: message(5, { room: 'r400' }) }])
    world.client.open('r400')
    const join = world.socket().frames('join').at(-1)
    world.socket().say(joined({ room: 'r400', id: join?.id ?? 0, head: 6, page: messages(4, 6, { room: 'r400' }) }))
    expect(world.client.room('r400').view()?.newest).toHaveLength(3)
    expect(world.client.room('r400').view()?.newest).toBe(world.client.room('r400').view()?.items)
  })

  it('is asked for once more where an update was lost', async () => {
    const world = await connected()
    heads(world, [{ room: 'r400', from: 4, head: 5, others: 1 }])
    expect(world.client.room('r400').view()?.unread).toBe(2)
    expect(asked(world).at(-1)).toEqual({ r400: 3 })
  })

  it('is joined when it is opened, and listened to again when it makes place', async () => {
    const world = await connected()
    world.client.open('r400')
    expect(world.socket().frames('join').at(-1)).toMatchObject({ room: 'r400' })
    const [left] = world.socket().frames('leave')
    expect(asked(world).at(-1)).toEqual({ [left?.room ?? '']: null })
  })

  it('keeps what is unread when a title changes, of which the server does not count it', async () => {
    const world = await connected()
    const { unread: _, ...renamed } = { ...own(400), title: 'Another' }
    world.socket().say({ type: 'rooms', changed: [renamed], gone: [] })
    expect(world.client.room('r400').view()).toMatchObject({ title: 'Another', unread: 2 })
    heads(world, [{ room: 'r400', from: 3, head: 4, others: 1 }])
    expect(world.client.room('r400').view()?.unread).toBe(3)
  })

  it('is not listened to where an older server sends no position of the list', async () => {
    const world = await setup({ rooms: [PINNED] })
    world.socket().say(hello({ rooms: MANY }))
    expect(world.socket().frames('listen')).toEqual([])
    expect(world.socket().frames('join')).toHaveLength(50)
  })
})
