import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryValues } from '~/client/environment'
import { parseMark } from '~/client/room/mark'
import { readMarkKey } from '~/client/room/reading'
import { memoryStore } from '~/client/store/store'
import type { TimelineItem } from '~/client/types'
import { shrinksWithin } from '../../support/shrinking'
import { FakeServer } from './support/fake-server'
import { BOB, ME, ROOMS, setup } from './support/setup'

const step = fc.tuple(
  fc.constantFrom(
    'post',
    'post',
    'mention',
    'mention',
    'editByBob',
    'editToMention',
    'deleteByBob',
    'deleteByBob',
    'send',
    'editMessage',
    'deleteMessage',
    'read',
    'read',
    'unread',
    'readAll',
    'leave',
    'rejoin',
    'rejoin',
    'older',
    'openAt',
    'openAtMark',
    'newer',
    'newer',
    'newest',
    'switch',
    'cut',
    'drop',
    'wait',
    'reload',
    'move',
    'move',
    'move',
    'restart',
  ),
  fc.nat(1_000),
)

type Act = typeof step extends fc.Arbitrary<[infer Name, number]> ? Name : never

/** A message is stored before an earlier one came, and the page is loaded again. It showed the earlier one twice. */
const ACKNOWLEDGED_AHEAD: [Act, number][] = [
  ['move', 0], ['drop', 0], ['send', 31], ['send', 0], ['move', 0], ['move', 0], ['move', 0], ['move', 0],
  ['reload', 201], ['move', 0], ['move', 0], ['move', 0], ['openAt', 399],
]

/**
 * An older page lacks a message whose delete has not come yet, and the room is restored without that page. The delete
 * was taken off twice.
 */
const DELETED_AHEAD: [Act, number][] = [
  ...Array.from({ length: 6 }, (): [Act, number] => ['post', 1]), ['move', 0], ['send', 0], ['move', 0], ['move', 0],
  ['move', 0], ['deleteByBob', 1], ['openAt', 0], ['switch', 2], ['reload', 0],
]

/** A mark is on no server when the page is loaded again: the server counts from an earlier one. */
const READ_BEFORE_RELOAD: [Act, number][] = [
  ['post', 0], ['switch', 3], ['post', 0], ['move', 0], ['leave', 0], ['move', 0], ['read', 1], ['reload', 1],
  ['rejoin', 0], ['deleteByBob', 0],
]

function expectAscending(items: readonly TimelineItem[]): void {
  const seqs = items.flatMap(item => item.kind === 'message' ? item.seq ?? [] : [])
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
}

/** One user with two devices: each with a read mark of its own, or with those that the server keeps. */
async function world({ countsUnread = true, keepsMarks = false, followedMax = 20 }) {
  const server = new FakeServer()
  server.countsUnread = countsUnread
  server.keepsMarks = keepsMarks
  let ids = 0
  const places = [0, 1].map(() => ({ store: memoryStore(), values: memoryValues() }))
  const open = (place: typeof places[number]) =>
    setup({
      socket: server.open,
      fetch: server.fetch,
      newId: () => `c${++ids}`,
      backgroundMessagesMax: 5,
      followedMax,
      ...place,
    })
  const devices = await Promise.all(places.map(open))

  function own(client: typeof devices[number]['client'], number: number) {
    const mine = client.active().items.flatMap(item => item.kind === 'message' && item.mine ? item.seq ?? [] : [])
    return mine[number % Math.max(1, mine.length)]
  }

  const acts: Record<Act, (number: number) => void | Promise<void>> = {
    post: number => server.post(number % 2 ? 'channel_1' : 'channel_2'),
    mention: number => server.post(number % 2 ? 'channel_1' : 'channel_2', '@me'),
    editToMention: number => void server.change(number % 2 ? 'channel_1' : 'channel_2', BOB, 'edit', number, '@me'),
    editByBob: number => void server.change(number % 2 ? 'channel_1' : 'channel_2', BOB, 'edit', number),
    deleteByBob: number => void server.change(number % 2 ? 'channel_1' : 'channel_2', BOB, 'delete', number),
    send: number => on(number, ({ client }) => void client.room(client.active().id).send(`mine ${number}`)),
    editMessage: number =>
      on(
        number,
        ({ client }) => void client.room(client.active().id).editMessage(own(client, number) ?? 0, `mine ${number} again`),
      ),
    deleteMessage: number =>
      on(number, ({ client }) => void client.room(client.active().id).deleteMessage(own(client, number) ?? 0)),
    read: number =>
      on(number, ({ client }) => {
        const { id, items } = client.active()
        const item = items[number % Math.max(1, items.length)]
        if (item?.kind === 'message' && item.seq !== null) client.room(id).markRead(item.seq)
      }),
    unread: number =>
      on(number, async ({ client }) => {
        const { id, items } = client.active()
        const item = items[number % Math.max(1, items.length)]
        if (item?.kind === 'message' && item.seq !== null) await client.room(id).markUnread(item.seq)
      }),
    readAll: number => on(number, ({ client }) => client.markAllRead()),
    // One room is the other's way out: who is in none has no page.
    leave: () => server.leave('channel_2'),
    rejoin: () => server.rejoin('channel_2'),
    older: number => on(number, ({ client }) => client.room(client.active().id).loadOlder()),
    openAt: number => on(number, async ({ client }) => void await client.room(client.active().id).openAt(number % 30)),
    openAtMark: number =>
      on(number, async ({ client }) => void await client.room(client.active().id).openAt(client.active().mark ?? 0)),
    newer: number => on(number, ({ client }) => client.room(client.active().id).loadNewer()),
    newest: number => on(number, ({ client }) => client.room(client.active().id).toNewest()),
    switch: number => on(number, ({ client }) => client.open(number % 4 < 2 ? 'channel_1' : 'channel_2')),
    cut: number => server.live().forEach((line, index) => index % 2 === number % 2 && server.cut(line)),
    drop: () => void server.dropped++,
    wait: number => devices.forEach(({ clock }) => clock.advance(number * 10)),
    async reload(number) {
      const index = number % 2
      const [device, place] = [devices[index], places[index]]
      await device?.client.stop()
      if (place) devices[index] = await open(place)
    },
    move: () =>
      server.live().forEach((line) => {
        server.deliver(line)
        server.serve(line)
      }),
    restart: () => server.live().forEach(line => server.cut(line)),
  }

  function on(number: number, run: (device: typeof devices[number]) => void | Promise<void>): void | Promise<void> {
    const device = devices[number % 2]
    return device && run(device)
  }

  return {
    server,
    devices,
    act: (name: Act, number: number) => acts[name](number),
    /** What an open room shows is a piece of the log without gap, and it leads to the log's end. */
    async checkLists(): Promise<void> {
      for (const { client } of devices) {
        const { id, gone } = client.active()
        if (gone) continue
        for (let pages = 0; client.active().newer && pages < 100; pages++) await client.room(id).loadNewer()
        // What was refused while the user was out of the room is kept below the list, as failed.
        const shown = client.active().items.flatMap(item => (
          item.kind === 'message' && item.state === 'failed' ? [] : [item.kind === 'message' && [item.seq, item.text]]
        ))
        const log = server.messages(id).map(({ seq, text }) => [seq, text])
        expect(shown).toEqual(log.slice(log.length - shown.length))
      }
    },
    settle() {
      server.dropped = 0
      for (let second = 0; second < 100; second++) {
        for (const line of server.live()) server.flush(line)
        for (const { clock } of devices) clock.advance(1_000)
      }
    },
    /** What is unread by the log and the mark of a device. */
    expected(index: number, room: string): { unread: number, mentions: number } {
      const stored = parseMark(places[index]?.values.get(readMarkKey(ME.id, room)) ?? null)
      const mark = keepsMarks ? server.mark(room).seq : stored?.seq ?? Infinity
      return { unread: server.unread(room, mark), mentions: server.mentions(room, mark).length }
    },
  }
}

describe('unread on two devices of a user with an account', () => {
  it.each([
    ['each message of both rooms is told', 20],
    ['of the room that is not open the head is told', 1],
  ])('is the same on both: the number of messages of others above the mark that the server keeps, and of mentions in them; %s', async (_how, followedMax) => {
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 150, size: 'max' }), async (steps) => {
      const { server, devices, act, settle, expected, checkLists } = await world({ keepsMarks: true, followedMax })
      for (const [name, number] of steps) {
        await act(name, number)
        expect(devices.flatMap(({ client }) => client.rooms().filter(({ unread }) => unread < 0))).toEqual([])
        for (const { client } of devices) expectAscending(client.active().items)
      }
      settle()
      for (const [index, { client }] of devices.entries()) {
        for (const { id } of ROOMS) {
          if (server.left.has(id)) expect(client.room(id).view()?.gone ?? true).toBe(true)
          else expect(client.room(id).view()).toMatchObject({
            gone: false, mark: server.mark(id).seq, ...expected(index, id),
          })
        }
      }
      await checkLists()
      for (const { client } of devices) await client.stop()
    }), { numRuns: 100, examples: [[DELETED_AHEAD], [READ_BEFORE_RELOAD]], ...shrinksWithin(90_000) })
  }, 90_000)
})

describe('unread on two devices that read, send, edit, delete, reconnect and are reset', () => {
  it('is the number of messages of others above the mark, deleted ones not counted', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 150, size: 'max' }), async (steps) => {
      const { devices, act, settle, expected, checkLists } = await world({})
      for (const [name, number] of steps) {
        await act(name, number)
        expect(devices.flatMap(({ client }) => client.rooms().filter(({ unread }) => unread < 0))).toEqual([])
        for (const { client } of devices) expectAscending(client.active().items)
      }
      settle()
      for (const [index, { client }] of devices.entries()) {
        for (const { id } of ROOMS) expect(client.room(id).view()?.unread).toBe(expected(index, id).unread)
      }
      await checkLists()
      for (const { client } of devices) await client.stop()
    }), { numRuns: 120, examples: [[ACKNOWLEDGED_AHEAD]], ...shrinksWithin(60_000) })
  }, 60_000)

  it('is right once the list reaches down to the mark where an older server does not say it', async () => {
    const { server, devices, act, settle, expected } = await world({ countsUnread: false })
    settle()
    await act('cut', 0)
    for (let message = 0; message < 12; message++) server.post('channel_1')
    server.change('channel_1', BOB, 'delete', 2)
    settle()
    const [first] = devices
    await first?.client.room('channel_1').loadOlder()
    await first?.client.room('channel_1').loadOlder()
    expect(first?.client.room('channel_1').view()?.unread).toBe(expected(0, 'channel_1').unread)
    expect(expected(0, 'channel_1').unread).toBe(11)
  })
})
