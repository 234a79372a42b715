import { describe, expect, it } from 'vitest'
import { ROOMS, hello, joined, messageEvent, roomState, setup } from './support/setup'

const TALK = roomState({ id: 'd1', kind: 'direct', title: 'Bob', with: 'bob', role: 'member', generation: 0 })
const LISTED = [roomState(), roomState({ ...ROOMS[1] })]

/**
 * The user opened a direct room without a message.
 * @param look the server's answer to the question for it
 */
async function opened(look: () => Response = () => Response.json({ room: TALK })) {
  const paths: string[] = []
  const world = await setup({
    fetch(url, init) {
      paths.push(`${init?.method ?? 'GET'} ${url}`)
      return Promise.resolve(url.endsWith('/rooms/d1') ? look() : Response.json({ room: TALK }))
    },
  })
  const greeting = (over: Partial<ReturnType<typeof hello>> = {}) => hello({ feed: '1.e', rooms: LISTED, ...over })
  world.enter(greeting())
  await world.client.openDirect('bob')
  world.client.open('d1')
  const join = world.socket().frames('join').find(({ room }) => room === 'd1')
  world.socket().say(joined({ id: join?.id ?? 0, room: 'd1' }))
  const again = (over: Parameters<typeof greeting>[0]) => {
    world.socket().end(1006)
    world.clock.advance(1_000)
    world.enter(greeting(over))
  }
  return { ...world, paths, again, ids: () => world.client.rooms().map(({ id }) => id) }
}

describe('a direct room without a message, which the server does not list', () => {
  it.each([
    ['the whole list', {}],
    ['what changed', { since: '1.e', gone: ['d1'] }],
  ])('stays open over a reconnect that brings %s, and can be written in', async (_what, over) => {
    const { client, socket, again, ids, paths } = await opened()
    again(over)
    await expect.poll(() => paths).toContain('GET /api/rooms/d1')
    expect(client.active()).toMatchObject({ id: 'd1', gone: false, title: 'Bob' })
    expect(ids()).toContain('d1')
    client.room('d1').send('hello')
    expect(socket().frames('send').at(-1)).toMatchObject({ room: 'd1', text: 'hello' })
  })

  it('is gone where the user may not read it any more', async () => {
    const { client, again } = await opened(() => new Response(null, { status: 404 }))
    again({})
    await expect.poll(() => client.active()).toMatchObject({ id: 'd1', gone: true })
  })

  it('leaves the list with the user, and comes back with its first message', async () => {
    const { client, socket, ids } = await opened()
    client.open('channel_1')
    expect(ids()).toEqual(['channel_1', 'channel_2'])
    expect(socket().frames('leave')).toMatchObject([{ room: 'd1' }])
    socket().say({ type: 'rooms', changed: [{ ...TALK, lastSeq: 1, unread: 1 }], gone: [] })
    const join = socket().frames('join').filter(({ room }) => room === 'd1').at(-1)
    socket().say(joined({ id: join?.id ?? 0, room: 'd1' }), messageEvent(1, { room: 'd1' }))
    expect(ids()).toContain('d1')
    client.open('d1')
    client.open('channel_1')
    expect(ids()).toContain('d1')
  })

  it('stays while a message waits for it', async () => {
    const { client, socket, clock, ids, again } = await opened()
    socket().end(1006)
    client.room('d1').send('hello')
    client.open('channel_1')
    expect(ids()).toContain('d1')
    clock.advance(1_000)
    again({})
    expect(ids()).toContain('d1')
    const join = socket().frames('join').filter(({ room }) => room === 'd1').at(-1)
    socket().say(joined({ id: join?.id ?? 0, room: 'd1' }))
    await expect.poll(() => socket().frames('send')).toMatchObject([{ room: 'd1', text: 'hello' }])
  })
})

it('a direct room that is opened is shown as the server said last, not as the answer has it that was read before', async () => {
  let answer = (_: Response) => {}
  const world = await setup({ fetch: () => new Promise(resolve => answer = resolve) })
  world.enter(hello({ feed: '1.e', rooms: LISTED }))
  const opening = world.client.openDirect('bob')
  world.socket().say({ type: 'rooms', changed: [{ ...TALK, title: 'Robert', lastSeq: 1, unread: 1 }], gone: [] })
  answer(Response.json({ room: TALK }))
  expect(await opening).toBe('d1')
  expect(world.client.room('d1').view()).toMatchObject({ title: 'Robert', unread: 1 })
})
