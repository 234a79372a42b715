import { describe, expect, it } from 'vitest'
import { memoryStore } from '~/client/store/store'
import type { SendResult } from '~/client/types'
import { eventAt, type Draft } from './support/fake-log'
import { BOB, ME, hello, joined, message, roomState, setup } from './support/setup'
import { sharedBrowser } from './support/shared-browser'

type World = Awaited<ReturnType<typeof setup>>

const PAGE = [message(1, { author: ME, clientId: 'm1' }), message(2), message(3, { author: ME, clientId: 'm3' })]

const event = (seq: number, draft: Draft) => eventAt('channel_1', seq, draft)

/** A user whose room has two messages of their own and one of Bob's. */
async function inRoom(over: Parameters<typeof setup>[0] = {}) {
  const world = await setup(over)
  arrive(world)
  return world
}

function arrive({ enter }: Pick<World, 'enter'>): void {
  enter(hello({ rooms: [roomState({ lastSeq: 3 }), roomState({ id: 'channel_2' })] }), (room, id) => (
    joined({ room, id, ...(room === 'channel_1' && { head: 3, page: PAGE }) })
  ))
}

function comeBack(world: Pick<World, 'clock' | 'enter'>): void {
  world.clock.advance(500)
  arrive(world)
}

const commands = ({ socket }: Pick<World, 'socket'>) => socket().sent.flatMap(frame => 'clientId' in frame ? frame : [])

function acknowledge({ socket }: Pick<World, 'socket'>, clientId: string, seq: number): void {
  socket().say({ type: 'ack', room: 'channel_1', clientId, seq, id: `id-channel_1-${seq}`, at: seq })
}

function refuse({ socket }: Pick<World, 'socket'>, clientId: string, code: 'not_found' | 'too_long'): void {
  socket().say({ type: 'error', code, message: 'No.', room: 'channel_1', clientId })
}

const idOf = (result: SendResult): string => result.ok ? result.clientId : `refused: ${result.reason}`

describe('a message of one\'s own that is edited', () => {
  it('shows its new text at once, and is edited when the edit is acknowledged; its event then is a double', async () => {
    const world = await inRoom()
    const { client } = world
    const clientId = idOf(client.room('channel_1').editMessage(1, 'better'))
    expect(client.active().items[0]).toMatchObject({
      text: 'better',
      state: 'sending',
      editedAt: null,
      change: { kind: 'edit', clientId },
    })
    expect(commands(world)).toEqual([{ type: 'edit', room: 'channel_1', clientId, target: 1, text: 'better' }])
    acknowledge(world, clientId, 4)
    const [edited] = client.active().items
    expect(edited).toMatchObject({ text: 'better', state: 'sent', editedAt: 4, change: null, key: 'own:m1' })
    world.socket().say(event(4, { type: 'edit', author: ME, clientId, target: 1, text: 'better' }))
    expect(client.active().items[0]).toBe(edited)
    expect(client.room('channel_1').position()?.seq).toBe(4)
  })

  it.each([
    ['is not one\'s own', 2, 'text', 'not_found'],
    ['is not shown', 9, 'text', 'not_found'],
    ['would be blank', 1, ' ', 'empty'],
    ['would be too long', 1, 'x'.repeat(4_001), 'too_long'],
  ])('is refused where it %s', async (_name, seq, text, reason) => {
    const { client } = await inRoom()
    expect(client.room('channel_1').editMessage(seq, text)).toEqual({ ok: false, reason })
    expect(client.waiting()).toBe(0)
  })

  it('can be far above the loaded ones: the user went on to the newest while editing it', async () => {
    const world = await setup({
      fetch: () => Promise.resolve(Response.json({
        room: 'channel_1', epoch: 'e1', messages: [message(7, { author: ME, clientId: 'm7' })], older: true, newer: true,
      })),
    })
    world.enter(hello({ rooms: [roomState({ lastSeq: 99 })] }), (room, id) => (
      joined({ room, id, head: 99, older: true, page: [message(98), message(99)] })
    ))
    const { client } = world
    expect(await client.room('channel_1').openAt(7)).toBe(true)
    client.room('channel_1').toNewest()
    const clientId = idOf(client.room('channel_1').editMessage(7, 'better'))
    expect(commands(world)).toEqual([{ type: 'edit', room: 'channel_1', clientId, target: 7, text: 'better' }])
    expect(client.room('channel_1').editMessage(100, 'no such message')).toEqual({ ok: false, reason: 'not_found' })
  })

  it('keeps the last of several edits that wait, which alone is sent', async () => {
    const world = await inRoom()
    world.socket().end(1006)
    world.client.room('channel_1').editMessage(1, 'one')
    const clientId = idOf(world.client.room('channel_1').editMessage(1, 'two'))
    expect(world.client.waiting()).toBe(1)
    expect(world.client.active().items[0]).toMatchObject({ text: 'two', state: 'sending', parked: true })
    comeBack(world)
    expect(commands(world)).toMatchObject([{ clientId, text: 'two' }])
  })

  it('sends the second edit after the first where that was handed to a connection', async () => {
    const world = await inRoom()
    const first = idOf(world.client.room('channel_1').editMessage(1, 'one'))
    const second = idOf(world.client.room('channel_1').editMessage(1, 'two'))
    expect(world.client.active().items[0]).toMatchObject({ text: 'two' })
    acknowledge(world, first, 4)
    expect(world.client.active().items[0]).toMatchObject({ text: 'two', change: { clientId: second } })
    acknowledge(world, second, 5)
    expect(commands(world)).toMatchObject([{ text: 'one' }, { text: 'two' }])
    expect(world.client.active().items[0]).toMatchObject({ text: 'two', change: null })
  })

  it('says why an edit was refused; it can be sent again, or discarded', async () => {
    const world = await inRoom()
    const { client } = world
    const clientId = idOf(client.room('channel_1').editMessage(1, 'better'))
    refuse(world, clientId, 'too_long')
    expect(client.active().items[0]).toMatchObject({
      text: 'better',
      state: 'failed',
      error: 'too_long',
      change: { kind: 'edit', clientId },
    })
    client.room('channel_1').retry(clientId)
    expect(client.active().items[0]).toMatchObject({ state: 'sending' })
    expect(commands(world)).toHaveLength(2)
    client.room('channel_1').discard(clientId)
    expect(client.active().items[0]).toMatchObject({ text: 'text 1', state: 'sent', change: null })
  })

  it('keeps the text of an edit whose message was deleted on another device', async () => {
    const world = await inRoom()
    const { client, socket } = world
    const clientId = idOf(client.room('channel_1').editMessage(1, 'better'))
    socket().say(event(4, { type: 'delete', author: ME, target: 1 }))
    refuse(world, clientId, 'not_found')
    expect(client.active().items.map(({ text }) => text)).toEqual(['text 2', 'text 3'])
    expect(client.unsent()).toMatchObject([{ clientId, text: 'better', why: 'message_gone', sendable: false }])
    client.discardUnsent(clientId)
    expect(client.unsent()).toEqual([])
    expect(client.waiting()).toBe(0)
  })

  it('is not another message that has its place in a log which was restored', async () => {
    const world = await inRoom()
    const { client, clock, socket, enter } = world
    socket().end(1006)
    const clientId = idOf(client.room('channel_1').editMessage(3, 'better'))
    clock.advance(500)
    const restored = [message(3, { id: 'other', author: ME, text: 'another message' })]
    enter(hello({ rooms: [roomState({ epoch: 'e2', lastSeq: 3 })] }), (room, id) =>
      joined({ room, id, epoch: 'e2', head: 3, page: restored }),
    )
    expect(commands(world)).toEqual([])
    expect(client.active().items).toMatchObject([
      { text: 'better', state: 'failed', error: 'not_found', change: { clientId } },
    ])
  })
})

describe('a message of one\'s own that is deleted', () => {
  it('stays until the deletion is acknowledged, and then is gone for good', async () => {
    const world = await inRoom()
    const { client, socket } = world
    const clientId = idOf(client.room('channel_1').deleteMessage(3))
    expect(client.active().items[2]).toMatchObject({
      text: 'text 3',
      state: 'sending',
      change: { kind: 'delete', clientId },
    })
    expect(commands(world)).toEqual([{ type: 'delete', room: 'channel_1', clientId, target: 3 }])
    acknowledge(world, clientId, 5)
    expect(client.active().items).toHaveLength(2)
    const late = event(4, { type: 'edit', author: ME, target: 3, text: 'late' })
    socket().say(late, event(5, { type: 'delete', author: ME, clientId, target: 3 }))
    expect(client.active().items).toHaveLength(2)
  })

  it('is gone where the server says that it is', async () => {
    const world = await inRoom()
    const clientId = idOf(world.client.room('channel_1').deleteMessage(3))
    refuse(world, clientId, 'not_found')
    expect(world.client.waiting()).toBe(0)
    expect(world.client.unsent()).toEqual([])
    expect(world.client.active().items).toHaveLength(2)
  })

  it('drops its edits that wait, is deleted once, and can\'t be edited meanwhile', async () => {
    const world = await inRoom()
    const { client } = world
    world.socket().end(1006)
    client.room('channel_1').editMessage(1, 'better')
    const clientId = idOf(client.room('channel_1').deleteMessage(1))
    expect(client.room('channel_1').deleteMessage(1)).toEqual({ ok: true, clientId })
    expect(client.room('channel_1').editMessage(1, 'best')).toEqual({ ok: false, reason: 'not_found' })
    comeBack(world)
    expect(commands(world)).toMatchObject([{ type: 'delete', clientId }])
    expect(client.waiting()).toBe(1)
  })

  it('is as it was when the deletion is discarded before it is sent', async () => {
    const { client, socket } = await inRoom()
    socket().end(1006)
    client.room('channel_1').discard(idOf(client.room('channel_1').deleteMessage(1)))
    expect(client.active().items[0]).toMatchObject({ text: 'text 1', state: 'sent', change: null })
  })
})

describe('what a user does without a line', () => {
  it('is sent in the order in which it was done, one after the other, also after a reload', async () => {
    const store = memoryStore()
    let ids = 0
    const over = { store, newId: () => `c${++ids}` }
    const before = await inRoom(over)
    before.socket().end(1006)
    before.client.room('channel_1').send('hello')
    before.client.room('channel_1').editMessage(1, 'better')
    before.client.room('channel_1').send('again')
    before.client.room('channel_1').deleteMessage(3)
    await before.client.stop()

    const world = await setup(over)
    expect(world.client.active().items).toMatchObject([
      { text: 'better', change: { kind: 'edit' } },
      { text: 'text 2', change: null },
      { text: 'text 3', change: { kind: 'delete' } },
      { text: 'hello', seq: null },
      { text: 'again', seq: null },
    ])
    arrive(world)
    for (let index = 0; index < 4; index++) {
      const sent = commands(world)
      expect(sent).toHaveLength(index + 1)
      acknowledge(world, sent[index]?.clientId ?? '', 4 + index)
    }
    expect(commands(world).map(({ type }) => type)).toEqual(['send', 'edit', 'send', 'delete'])
    expect(world.client.active().items.map(({ text }) => text)).toEqual(['better', 'text 2', 'hello', 'again'])
  })
})

describe('a change by another', () => {
  it('is shown, and passed over where its author is not that of the message', async () => {
    const { client, socket } = await inRoom()
    socket().say(
      event(4, { type: 'edit', author: BOB, target: 2, text: 'new' }),
      event(5, { type: 'edit', author: BOB, target: 1, text: 'not mine' }),
    )
    expect(client.active().items.map(({ text }) => text)).toEqual(['text 1', 'new', 'text 3'])
    socket().say(
      event(6, { type: 'delete', author: BOB, target: 2 }),
      event(7, { type: 'delete', author: BOB, target: 3 }),
    )
    expect(client.active().items.map(({ text }) => text)).toEqual(['text 1', 'text 3'])
    expect(client.room('channel_1').position()?.seq).toBe(7)
  })

  it('a change by another that is damaged is asked for again', async () => {
    const { client, socket } = await inRoom()
    const damaged: Record<string, unknown> = {
      ...event(4, { type: 'edit', author: BOB, target: 2, text: 'new' }),
      text: 7,
    }
    socket().say(damaged)
    expect(client.room('channel_1').position()?.seq).toBe(3)
    expect(client.diagnostics().ignored).toBe(1)
  })
})

describe('two tabs of a user', () => {
  async function twoTabs() {
    const tab = sharedBrowser()
    return [await inRoom(tab()), await inRoom(tab())] as const
  }

  it('show the edit that the one has made in both, and send it from one', async () => {
    const [first, second] = await twoTabs()
    const clientId = idOf(first.client.room('channel_1').editMessage(1, 'better'))
    await expect.poll(() => second.client.active().items[0]?.text).toBe('better')
    await expect.poll(() => [...commands(first), ...commands(second)]).toMatchObject([{ clientId, text: 'better' }])
  })

  it('never let an edit of the one come after a later one of the other', async () => {
    const [first, second] = await twoTabs()
    const earlier = idOf(first.client.room('channel_1').editMessage(1, 'one'))
    await expect.poll(() => commands(first)).toHaveLength(1)
    await expect.poll(() => second.client.waiting()).toBe(1)
    const later = idOf(second.client.room('channel_1').editMessage(1, 'two'))
    await expect.poll(() => first.client.waiting()).toBe(2)
    expect(commands(second)).toEqual([])
    acknowledge(first, earlier, 4)
    await expect
      .poll(() => [...commands(first), ...commands(second)].map(({ clientId }) => clientId))
      .toEqual([earlier, later])
  })
})
