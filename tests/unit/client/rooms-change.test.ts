import { describe, expect, it } from 'vitest'
import { memoryStore } from '~/client/store/store'
import { ROOMS, hello, joined, message, messageEvent, messages, roomState, setup } from './support/setup'

const PRIVATE = roomState({
  id: 'p1',
  kind: 'private',
  title: 'Core team',
  role: 'member',
  mark: 2,
  unread: 3,
  lastSeq: 5,
})

async function connected(over: Parameters<typeof setup>[0] = {}) {
  const world = await setup(over)
  world.enter()
  const say = (changed: ReturnType<typeof roomState>[], gone: string[] = []) => {
    world.socket().say({ type: 'rooms', changed, gone })
  }
  const joins = (room: string) => world.socket().frames('join').filter(frame => frame.room === room)
  return { ...world, say, joins, ids: () => world.client.rooms().map(({ id }) => id) }
}

describe('a room that the user gets while connected', () => {
  it('is in the list at once, with what the server says is unread, and is joined', async () => {
    const { client, socket, say, joins, ids } = await connected()
    say([PRIVATE])
    expect(ids()).toEqual(['channel_1', 'channel_2', 'p1'])
    expect(client.room('p1').view()).toMatchObject({
      title: 'Core team',
      role: 'member',
      mark: 2,
      unread: 3,
      status: 'loading',
    })
    const [join] = joins('p1')
    expect(join).toMatchObject({ mark: 2 })
    socket().say(joined({ id: join?.id ?? 0, room: 'p1', head: 5, page: messages(1, 5, { room: 'p1' }), unread: 3 }))
    socket().say(messageEvent(6, { room: 'p1' }))
    expect(client.room('p1').view()).toMatchObject({ unread: 4, status: 'ready' })
  })

  it('goes on from what an earlier visit kept of it', async () => {
    const store = { ...memoryStore(), lasting: true }
    await store.putRoom('me', 'p1', {
      position: { epoch: 'e1', seq: 4 },
      messages: [message(4, { room: 'p1' })],
      older: true,
    })
    const { client, say, joins } = await connected({ store })
    say([PRIVATE])
    await expect.poll(() => joins('p1').length).toBe(1)
    expect(joins('p1')[0]).toMatchObject({ position: { epoch: 'e1', seq: 4 } })
    expect(client.room('p1').view()?.items).toHaveLength(1)
  })

  it('is joined though the store never answers', async () => {
    const store = { ...memoryStore(), lasting: true }
    const { clock, say, joins } = await connected({
      store: { ...store, room: (_, room) => room === 'p1' ? new Promise(() => {}) : Promise.resolve(null) },
    })
    say([PRIVATE])
    clock.advance(2_000)
    await expect.poll(() => joins('p1').length).toBe(1)
  })

  it('is listed again after a reconnect, though the page came without it', async () => {
    const { clock, socket, enter, say, ids } = await connected()
    say([PRIVATE])
    socket().end(1006)
    clock.advance(500)
    enter(hello({ rooms: [roomState(), roomState({ ...ROOMS[1] }), PRIVATE] }))
    expect(ids()).toEqual(['channel_1', 'channel_2', 'p1'])
  })
})

describe('a room that changes while connected', () => {
  it('shows its new title, topic and role at once, and is not joined anew', async () => {
    const { client, say, joins } = await connected()
    say([
      roomState({
        title: 'Help desk',
        topic: 'Orders',
        emoji: '🛟',
        role: 'moderator',
        readOnly: true,
        mutedUntil: 5,
      }),
    ])
    const expected = {
      title: 'Help desk',
      topic: 'Orders',
      emoji: '🛟',
      role: 'moderator',
      readOnly: true,
      mutedUntil: 5,
    }
    expect(client.room('channel_1').view()).toMatchObject({ ...expected, status: 'ready', unread: 0 })
    expect(joins('channel_1')).toHaveLength(1)
    say([roomState({ title: 'Help desk' })])
    expect(client.room('channel_1').view()).not.toHaveProperty('topic')
  })

  it('is tried once more where the server had refused it', async () => {
    const { socket, client, say, joins } = await connected()
    say([PRIVATE])
    socket().say({ type: 'error', code: 'not_found', message: 'No.', id: joins('p1')[0]?.id ?? 0, room: 'p1' })
    expect(client.room('p1').view()?.status).toBe('error')
    say([PRIVATE])
    expect(joins('p1')).toHaveLength(2)
    expect(client.room('p1').view()?.status).toBe('loading')
  })
})

describe('a room that the user loses while connected', () => {
  it('leaves the list, and nothing more is asked of it', async () => {
    const { clock, client, say, joins, ids } = await connected()
    say([], ['channel_2'])
    expect(ids()).toEqual(['channel_1'])
    clock.advance(15_000)
    expect(joins('channel_2')).toHaveLength(1)
    client.room('channel_1').send('still here')
    expect(client.active().items).toHaveLength(1)
  })

  it('stays as gone while it is open, takes nothing, and is there again when it comes back', async () => {
    const { client, say, joins } = await connected()
    say([], ['channel_1'])
    expect(client.active()).toMatchObject({ id: 'channel_1', gone: true })
    expect(client.room('channel_1').send('too late')).toEqual({ ok: false, reason: 'gone' })
    say([roomState()])
    expect(client.active()).toMatchObject({ id: 'channel_1', gone: false })
    expect(joins('channel_1')).toHaveLength(2)
  })

  it('shows no user as typing', async () => {
    const { client, socket, say } = await connected()
    socket().say({ type: 'typing', room: 'channel_1', users: [{ id: 'bob', name: 'Bob' }] })
    expect(client.active().typing).toHaveLength(1)
    say([], ['channel_1'])
    expect(client.active().typing).toEqual([])
  })
})

describe('a user of 300 rooms', () => {
  const many = Array.from({ length: 300 }, (_, index) =>
    roomState({ id: `r${index}`, title: `Room ${index}`, unread: index, mark: 0, lastSeq: 3_000 }),
  )

  it('opens the one of the address, joins it and those at the top of the list, and sees what is unread in all', async () => {
    const { client, socket } = await setup({ active: 'r299' })
    socket().say(hello({ rooms: many }))
    const joins = socket().frames('join').map(({ room }) => room)
    expect(joins).toHaveLength(50)
    expect(joins.slice(0, 3)).toEqual(['r299', 'r1', 'r2'])
    expect(client.active()).toMatchObject({ id: 'r299', unread: 299, opening: true })
    socket().say(
      joined({
        id: 1,
        room: 'r299',
        head: 3_000,
        page: messages(2_990, 3_000, { room: 'r299' }),
        older: true,
        unread: 299,
      }),
    )
    expect(client.active()).toMatchObject({ opening: false, newSinceSeq: 0 })
    expect(client.room('r298').view()?.unread).toBe(298)
  })

  it('joins those with something unread before the rest of the list', async () => {
    const { socket } = await setup({ rooms: many.slice(0, 1) })
    socket().say(hello({ rooms: many.slice(0, 100).map(room => ({ ...room, unread: room.id === 'r90' ? 4 : 0 })) }))
    expect(socket().frames('join').map(({ room }) => room).slice(0, 3)).toEqual(['r0', 'r90', 'r1'])
  })

  it('joins what is opened, and leaves for it what was opened longest ago, unless something waits there', async () => {
    const some = many.slice(0, 120).map(room => ({ ...room, unread: 0 }))
    const { client, socket } = await setup({ rooms: some })
    socket().say(hello({ rooms: some }))
    client.room('r49').send('waits')
    client.open('r100')
    expect(socket().frames('join').at(-1)).toMatchObject({ room: 'r100' })
    expect(socket().frames('leave').map(({ room }) => room)).toEqual(['r48'])
    client.open('r48')
    expect(socket().frames('join').at(-1)).toMatchObject({ room: 'r48' })
    expect(socket().frames('leave').map(({ room }) => room)).toEqual(['r48', 'r47'])
  })

  it('reports what is read in a room that was left for another one and is opened again', async () => {
    const some = many.slice(0, 60).map(room => ({ ...room, lastSeq: 3, unread: 3 }))
    const { client, socket } = await setup({ rooms: some })
    socket().say(hello({ rooms: some }))
    client.open('r50')
    expect(socket().frames('leave').map(({ room }) => room)).toEqual(['r49'])
    client.open('r49')
    const { id } = socket().frames('join').at(-1) ?? {}
    socket().say(joined({ id: Number(id), room: 'r49', head: 3, page: messages(1, 3, { room: 'r49' }), unread: 3 }))
    client.room('r49').markRead(2)
    expect(socket().frames('read')).toEqual([{ type: 'read', room: 'r49', seq: 2 }])
  })
})
