import { describe, expect, it } from 'vitest'
import type { Hints, Locks } from '~/client/environment'
import { memoryStore, type ClientStore } from '~/client/store/store'
import { item } from './support/outbox'
import { BOB, ME, ROOMS, hello, joined, message, messageEvent, roomState, setup } from './support/setup'

const OLD = { id: 'old', name: 'Mira' }

/** A browser in which one message waits that was written under another identity. */
async function withStranger(over: Parameters<typeof item>[2] = {}, name: string | null = OLD.name) {
  const store = memoryStore()
  await store.putItem(OLD.id, {
    ...item('left', 1, { text: 'left behind', ...over }),
    ...(name !== null && { author: name }),
  })
  return store
}

const settled = () => new Promise(resolve => setTimeout(resolve, 0))

describe('a message that waits in this browser under another identity', () => {
  // It was never sent and never shown.
  it('is offered with the name it was written under, and not sent by itself', async () => {
    const { client, clock, socket, enter } = await setup({ store: await withStranger() })
    enter()
    clock.advance(600_000)
    expect(client.unsent()).toEqual([
      {
        clientId: 'left',
        room: 'channel_1',
        text: 'left behind',
        at: 1,
        why: 'other_person',
        author: 'Mira',
        sendable: true,
      },
    ])
    expect(socket().frames('send')).toEqual([])
    expect(client.active().items).toEqual([])
    expect(client.waiting()).toBe(0)
  })

  it('is offered without a name where an older version stored none', async () => {
    const { client } = await setup({ store: await withStranger({}, null) })
    expect(client.unsent()).toMatchObject([{ author: null }])
  })

  it('is written with the name of its author from now on', async () => {
    const store = memoryStore()
    const before = await setup({ store, session: { user: OLD, named: true } })
    before.client.room('channel_1').send('left behind')
    await before.client.stop()
    const { client } = await setup({ store })
    expect(client.unsent()).toMatchObject([{ text: 'left behind', author: 'Mira' }])
  })

  it('is sent once as the person of now when they want that, and is gone from the browser when it is acknowledged', async () => {
    const store = await withStranger()
    const { client, socket, enter } = await setup({ store })
    enter()
    client.sendUnsent('left')
    client.sendUnsent('left')
    expect(client.unsent()).toEqual([])
    expect(socket().frames('send')).toMatchObject([{ room: 'channel_1', text: 'left behind', clientId: 'left' }])
    socket().say({ type: 'ack', room: 'channel_1', clientId: 'left', seq: 1, id: 'a', at: 1 })
    await settled()
    expect([await store.outbox(ME.id), await store.strangers(ME.id)]).toEqual([[], []])
    expect(client.unsent()).toEqual([])
  })

  it.each([
    ['sent', 'sendUnsent'],
    ['discarded', 'discardUnsent'],
  ] as const)('is not offered again when it was %s while the store was being read', async (_what, act) => {
    const store = await withStranger()
    let give = () => {}
    let slow = false
    let hint = () => {}
    const hints: Hints = {
      post() {},
      listen(hinted) {
        hint = hinted
        return () => {}
      },
    }
    const { client, socket, enter } = await setup({ hints, store: { ...store, strangers: async (user) => {
      const found = await store.strangers(user)
      if (slow) await new Promise<void>(resolve => give = resolve)
      return found
    } } })
    enter()
    slow = true
    hint()
    await settled()
    client[act]('left')
    if (act === 'sendUnsent') socket().say({ type: 'ack', room: 'channel_1', clientId: 'left', seq: 1, id: 'a', at: 1 })
    give()
    await settled()
    expect(client.unsent()).toEqual([])
  })

  it('is discarded when the person wants that', async () => {
    const store = await withStranger()
    const { client } = await setup({ store })
    client.discardUnsent('left')
    await settled()
    expect(client.unsent()).toEqual([])
    expect(await store.strangers(ME.id)).toEqual([])
  })

  it('is the person\'s own when their old identity is back: it is sent as ever', async () => {
    const { client, socket, enter } = await setup({ store: await withStranger(), session: { user: OLD, named: true } })
    enter(hello({ user: OLD }))
    expect(client.unsent()).toEqual([])
    expect(socket().frames('send')).toMatchObject([{ clientId: 'left' }])
  })

  it('can\'t be sent while its room is not there', async () => {
    const { client, socket, enter } = await setup({
      store: await withStranger({ room: 'channel_2' }),
      rooms: [ROOMS[0]],
    })
    enter(hello({ rooms: [roomState()] }))
    expect(client.unsent()).toMatchObject([{ sendable: false }])
    client.sendUnsent('left')
    expect(socket().frames('send')).toEqual([])
  })

  it.each([
    ['with the page', true],
    ['later', false],
  ])('is not offered any more when the log has it from that identity, which comes %s', async (_when, atOnce) => {
    const store = await withStranger()
    const inLog = { author: OLD, clientId: 'left', text: 'left behind' }
    const { client, socket, enter } = await setup({ store })
    enter(hello(), (room, id) =>
      joined({ room, id, head: 1, page: atOnce && room === 'channel_1' ? [message(1, inLog)] : [] }),
    )
    if (!atOnce) socket().say(messageEvent(2, inLog))
    expect(client.unsent()).toEqual([])
    await settled()
    expect(await store.strangers(ME.id)).toEqual([])
  })

  it('is still offered when another user used the same client id', async () => {
    const { client, enter } = await setup({ store: await withStranger() })
    enter(hello(), (room, id) =>
      joined({ room, id, head: 1, page: [message(1, { room, author: BOB, clientId: 'left' })] }),
    )
    expect(client.unsent()).toHaveLength(1)
  })

  it('is not sent as the person of now when a tab of the old identity had sent it by then', async () => {
    const store = await withStranger()
    let mayGo = () => {}
    const locks: Locks = {
      take(_name, on) {
        mayGo = on.got
        return () => {}
      },
    }
    const { client, socket, enter } = await setup({ store, locks })
    enter()
    client.sendUnsent('left')
    await store.removeItem('left') // acknowledged in the old tab, whose turn it was
    mayGo()
    await settled()
    expect(socket().frames('send')).toEqual([])
    expect(client.unsent()).toEqual([])
  })

  it('does not keep a page from starting where the store can\'t be read', async () => {
    const store: ClientStore = { ...memoryStore(), strangers: () => Promise.reject(new Error('Refused.')) }
    const { client, sockets } = await setup({ store })
    expect(client.unsent()).toEqual([])
    expect(sockets).toHaveLength(1)
  })
})
