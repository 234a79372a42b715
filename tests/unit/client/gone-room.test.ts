import { describe, expect, it } from 'vitest'
import { memoryStore } from '~/client/store/store'
import { ROOMS, hello, roomState, setup } from './support/setup'

const ONLY_1 = hello({ rooms: [roomState()] })
const ONLY_2 = hello({ rooms: [roomState({ ...ROOMS[1] })] })

/** A person in the second of two rooms, whose line then breaks. */
async function inRoom2(over: Parameters<typeof setup>[0] = {}) {
  const world = await setup({ active: 'channel_2', ...over })
  world.enter()
  world.socket().end(1006)
  return world
}

type World = Awaited<ReturnType<typeof inRoom2>>

/** The line is back, and the server lists these rooms. */
function comeBack({ clock, enter }: World, greeting: Parameters<World['enter']>[0]): void {
  clock.advance(500)
  enter(greeting)
}

describe('a room that is removed while it is open', () => {
  // The reader was silently put into another room, with the cursor ready in its composer.
  it('stays open at its place and says that it is gone', async () => {
    const world = await inRoom2()
    comeBack(world, ONLY_1)
    expect(world.client.active()).toMatchObject({ id: 'channel_2', gone: true })
    expect(world.client.rooms().map(({ id, gone }) => [id, gone])).toEqual([['channel_1', false], ['channel_2', true]])
  })

  it('keeps what waits in it, sends it nowhere, and lets it be discarded', async () => {
    const world = await inRoom2()
    const { client, clock, socket } = world
    const sent = client.room('channel_2').send('for room 2')
    comeBack(world, ONLY_1)
    clock.advance(600_000)
    expect(socket().frames('send')).toEqual([])
    expect(client.active().items).toMatchObject([
      { text: 'for room 2', state: 'failed', error: 'not_found', editable: false },
    ])
    client.room('channel_2').discard(sent.ok ? sent.clientId : '')
    expect(client.active().items).toEqual([])
  })

  it('takes nothing more', async () => {
    const world = await inRoom2()
    comeBack(world, ONLY_1)
    expect(world.client.room('channel_2').send('too late')).toEqual({ ok: false, reason: 'gone' })
  })

  it('asks the server for nothing, also after further breaks', async () => {
    const world = await inRoom2()
    comeBack(world, ONLY_1)
    world.socket().end(1006)
    comeBack(world, ONLY_1)
    world.clock.advance(15_000)
    expect(world.socket().frames('join').map(frame => frame.room)).not.toContain('channel_2')
    expect(world.client.active()).toMatchObject({ id: 'channel_2', gone: true })
  })

  it('goes on where it was when it is there again, and what waited is sent to it', async () => {
    const world = await inRoom2()
    const { client, socket } = world
    client.room('channel_2').send('for room 2')
    comeBack(world, ONLY_1)
    socket().end(1006)
    comeBack(world, hello())
    expect(client.active()).toMatchObject({ id: 'channel_2', gone: false })
    expect(socket().frames('send')).toMatchObject([{ room: 'channel_2', text: 'for room 2' }])
  })

  it('leaves the list when another room is opened, and its waiting messages are listed beside the rooms', async () => {
    const world = await inRoom2()
    const { client } = world
    client.room('channel_2').send('for room 2')
    comeBack(world, ONLY_1)
    expect(client.unsent()).toEqual([])
    client.open('channel_1')
    expect(client.rooms().map(({ id }) => id)).toEqual(['channel_1'])
    expect(client.unsent()).toMatchObject([
      { room: 'channel_2', text: 'for room 2', why: 'room_gone', sendable: false },
    ])
  })
})

describe('a room that is removed while another one is open', () => {
  it('leaves the list, and its waiting messages are listed and can be discarded', async () => {
    const world = await inRoom2()
    const { client, clock, socket } = world
    const sent = client.room('channel_1').send('for room 1')
    comeBack(world, ONLY_2)
    clock.advance(600_000)
    expect(client.rooms().map(({ id }) => id)).toEqual(['channel_2'])
    expect(client.unsent()).toMatchObject([
      { room: 'channel_1', text: 'for room 1', why: 'room_gone', author: null, sendable: false },
    ])
    expect(socket().frames('send')).toEqual([])
    client.discardUnsent(sent.ok ? sent.clientId : '')
    expect(client.unsent()).toEqual([])
    expect(client.waiting()).toBe(0)
  })
})

describe('a page that is loaded after a room was removed', () => {
  it('lists the waiting messages of the room, and sends them when the room is there again', async () => {
    const store = memoryStore()
    const before = await inRoom2({ store })
    before.client.room('channel_2').send('for room 2')
    await before.client.stop()

    const { client, clock, socket, enter } = await setup({ store, rooms: [ROOMS[0]] })
    enter(ONLY_1)
    expect(client.unsent()).toMatchObject([{ text: 'for room 2', why: 'room_gone' }])
    client.sendUnsent(client.unsent()[0]?.clientId ?? '')
    expect(socket().frames('send')).toEqual([])
    socket().end(1006)
    clock.advance(500)
    enter(hello())
    expect(client.unsent()).toEqual([])
    expect(socket().frames('send')).toMatchObject([{ room: 'channel_2', text: 'for room 2' }])
  })
})
