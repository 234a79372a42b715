import { describe, expect, it } from 'vitest'
import { memoryStore } from '~/client/store/store'
import { olderStoredItem } from './support/outbox'
import { setup } from './support/setup'
import { sharedBrowser } from './support/shared-browser'

type World = Awaited<ReturnType<typeof setup>>

/** A person whose line is broken, with these messages waiting; answers their client ids. */
async function waiting(texts: readonly string[], over: Parameters<typeof setup>[0] = {}) {
  const world = await setup(over)
  world.enter()
  world.socket().end(1006)
  const ids = texts.map((text) => {
    const sent = world.client.room('channel_1').send(text)
    return sent.ok ? sent.clientId : ''
  })
  return { ...world, ids }
}

function comeBack({ clock, enter }: Pick<World, 'clock' | 'enter'>): void {
  clock.advance(500)
  enter()
}

/** Acknowledges everything that is sent, in order; answers the texts. */
function sendAll({ socket }: Pick<World, 'socket'>): string[] {
  for (let index = 0; index < socket().frames('send').length; index++) {
    const frame = socket().frames('send')[index]
    if (frame)
      socket().say({ type: 'ack', room: frame.room, clientId: frame.clientId, seq: index + 1, id: `a${index}`, at: 1 })
  }
  return socket().frames('send').map(frame => frame.text)
}

describe('a message that waits', () => {
  it('can be edited and discarded while there is no line', async () => {
    const { client } = await waiting(['one'])
    expect(client.active().items).toMatchObject([{ state: 'sending', parked: true, editable: true }])
  })

  it('is sent at its place with its new text', async () => {
    const world = await waiting(['one', 'two', 'three'])
    const { client, ids } = world
    expect(await client.room('channel_1').edit(ids[0] ?? '')).toBe('one')
    expect(client.room('channel_1').revise(ids[0] ?? '', 'ONE')).toEqual({ ok: true, clientId: ids[0] })
    comeBack(world)
    expect(sendAll(world)).toEqual(['ONE', 'two', 'three'])
    expect(client.waiting()).toBe(0)
  })

  it('holds up no other message while it is edited, and is then sent before what still waits', async () => {
    const world = await waiting(['one', 'two', 'three'])
    const { client, ids, socket } = world
    await client.room('channel_1').edit(ids[0] ?? '')
    comeBack(world)
    expect(socket().frames('send').map(frame => frame.text)).toEqual(['two'])
    client.room('channel_1').revise(ids[0] ?? '', 'ONE')
    expect(sendAll(world)).toEqual(['two', 'ONE', 'three'])
  })

  it('goes on as it was when a person stops editing', async () => {
    const world = await waiting(['one', 'two'])
    await world.client.room('channel_1').edit(world.ids[0] ?? '')
    world.client.room('channel_1').retry(world.ids[0] ?? '')
    comeBack(world)
    expect(sendAll(world)).toEqual(['one', 'two'])
  })

  it('is refused a text that could not be sent, and keeps its own', async () => {
    const { client, ids } = await waiting(['one'])
    await client.room('channel_1').edit(ids[0] ?? '')
    expect(client.room('channel_1').revise(ids[0] ?? '', '  ')).toEqual({ ok: false, reason: 'empty' })
    expect(client.room('channel_1').revise(ids[0] ?? '', 'x'.repeat(4_001))).toEqual({ ok: false, reason: 'too_long' })
    expect(client.active().items).toMatchObject([{ text: 'one', state: 'failed', error: null, editable: true }])
  })

  it('is still there, taken out of the queue, when the page is loaded again while it is edited', async () => {
    const store = memoryStore()
    const before = await waiting(['one'], { store })
    await before.client.room('channel_1').edit(before.ids[0] ?? '')
    await before.client.stop()
    const { client, socket, enter } = await setup({ store })
    enter()
    expect(client.active().items).toMatchObject([{ text: 'one', state: 'failed', error: null, editable: true }])
    expect(socket().frames('send')).toEqual([])
  })

  it('can be discarded, also the one that waits first', async () => {
    const world = await waiting(['one', 'two'])
    world.client.room('channel_1').discard(world.ids[0] ?? '')
    comeBack(world)
    expect(sendAll(world)).toEqual(['two'])
  })

  it('is a new message when it was discarded elsewhere while it was edited: what a person writes is never lost', async () => {
    const world = await waiting(['one'])
    await world.client.room('channel_1').edit(world.ids[0] ?? '')
    world.client.room('channel_1').discard(world.ids[0] ?? '')
    world.client.room('channel_1').revise(world.ids[0] ?? '', 'ONE')
    comeBack(world)
    expect(sendAll(world)).toEqual(['ONE'])
  })
})

describe('a message that may be in the log', () => {
  it('is not edited while it is on its way', async () => {
    const { client, enter } = await setup()
    enter()
    const sent = client.room('channel_1').send('one')
    expect(client.active().items).toMatchObject([{ parked: false, editable: false }])
    expect(await client.room('channel_1').edit(sent.ok ? sent.clientId : '')).toBeNull()
  })

  it('is not edited after its line broke before the answer, also after a reload, but can be discarded', async () => {
    const store = memoryStore()
    const before = await setup({ store })
    before.enter()
    const sent = before.client.room('channel_1').send('one')
    const id = sent.ok ? sent.clientId : ''
    before.socket().end(1006)
    expect(before.client.active().items).toMatchObject([{ parked: true, editable: false }])
    expect(await before.client.room('channel_1').edit(id)).toBeNull()
    await before.client.stop()

    const { client } = await setup({ store })
    expect(client.active().items).toMatchObject([{ parked: true, editable: false }])
    expect(await client.room('channel_1').edit(id)).toBeNull()
    client.room('channel_1').discard(id)
    expect(client.waiting()).toBe(0)
  })

  it.each([
    ['rate_limited', true],
    ['too_long', true],
    ['unavailable', false],
  ] as const)('can be edited after "%s": %s', async (code, editable) => {
    const { client, socket, enter } = await setup()
    enter()
    const sent = client.room('channel_1').send('one')
    const clientId = sent.ok ? sent.clientId : ''
    socket().say({ type: 'error', code, message: 'No.', room: 'channel_1', clientId, retryAfterMs: 5_000 })
    expect(client.active().items).toMatchObject([{ editable }])
    expect(await client.room('channel_1').edit(clientId)).toBe(editable ? 'one' : null)
  })

  it('was left by an older version of the page, which did not say: it is not edited', async () => {
    const store = memoryStore()
    const { outboxItemSchema } = await import('~/client/store/store')
    await store.putItem('me', outboxItemSchema.parse(olderStoredItem('c9')))
    const { client } = await setup({ store })
    expect(client.active().items).toMatchObject([{ parked: true, editable: false }])
  })
})

describe('two tabs of a person', () => {
  async function twoTabs() {
    const tab = sharedBrowser()
    const [first, second] = [await setup(tab()), await setup(tab())]
    const sent = first.client.room('channel_1').send('one')
    await expect.poll(() => second.client.active().items.length).toBe(1)
    return { first, second, clientId: sent.ok ? sent.clientId : '' }
  }

  it('never send a message that is edited in the one with its old text from the other', async () => {
    const { first, second, clientId } = await twoTabs()
    expect(await first.client.room('channel_1').edit(clientId)).toBe('one')
    second.enter()
    first.client.room('channel_1').revise(clientId, 'ONE')
    await expect.poll(() => second.socket().frames('send').map(frame => frame.text)).toEqual(['ONE'])
  })

  it('can not edit in the one what the other is sending', async () => {
    const { first, second, clientId } = await twoTabs()
    second.enter()
    await expect.poll(() => second.socket().frames('send')).toHaveLength(1)
    const editing = first.client.room('channel_1').edit(clientId)
    second.socket().say({ type: 'ack', room: 'channel_1', clientId, seq: 1, id: 'a', at: 1 })
    expect(await editing).toBeNull()
    expect(first.client.waiting()).toBe(0)
  })
})

describe('a server that takes only so many', () => {
  it('is waited for in sight: how many wait, and when the next is sent', async () => {
    const { client, clock, socket, enter } = await setup()
    enter()
    for (const text of ['one', 'two', 'three', 'four']) client.room('channel_1').send(text)
    const [first] = socket().frames('send')
    expect(client.active().slow).toBeNull()
    socket().say({
      type: 'error',
      code: 'rate_limited',
      message: 'Wait.',
      room: 'channel_1',
      clientId: first?.clientId,
      retryAfterMs: 12_000,
    })
    expect(client.active().slow).toEqual({ waiting: 4, retryAt: clock.elapsed() + 12_000, error: 'rate_limited' })
    expect(client.room('channel_2').view()?.slow).toBeNull()
    clock.advance(12_000)
    expect(client.active().slow).toBeNull()
    expect(socket().frames('send')).toHaveLength(2)
  })
})
