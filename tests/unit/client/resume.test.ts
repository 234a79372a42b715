import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChatClient } from '~/client/client'
import { memoryStore } from '~/client/store/store'
import { memoryValues } from '~/client/environment'
import { shrinksWithin } from '../../support/shrinking'
import { FakeServer } from './support/fake-server'
import { BOB, ME, ROOMS, setup } from './support/setup'

/** What may happen, and how often in proportion. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.constant('deliver' as const) },
  { weight: 6, arbitrary: fc.constant('serve' as const) },
  { weight: 4, arbitrary: fc.constant('post' as const) },
  { weight: 3, arbitrary: fc.constant('send' as const) },
  { weight: 2, arbitrary: fc.constant('cut' as const) },
  { weight: 2, arbitrary: fc.constant('wait' as const) },
  { weight: 1, arbitrary: fc.constant('drop' as const) },
  { weight: 1, arbitrary: fc.constant('refuse' as const) },
  { weight: 1, arbitrary: fc.constant('offline' as const) },
  { weight: 1, arbitrary: fc.constant('online' as const) },
  { weight: 1, arbitrary: fc.constant('switch' as const) },
  { weight: 1, arbitrary: fc.constant('reload' as const) },
)

/** The same, and a person who changes and discards what waits. */
const editingStep = fc.oneof(
  { weight: 12, arbitrary: step },
  { weight: 2, arbitrary: fc.constant('edit' as const) },
  { weight: 2, arbitrary: fc.constant('keepEditing' as const) },
  { weight: 1, arbitrary: fc.constant('discard' as const) },
)

/** The same, and users who change what is in the log: here, on another device of the same user, and another user. */
const changingStep = fc.oneof(
  { weight: 10, arbitrary: step },
  { weight: 4, arbitrary: fc.constant('editMessage' as const) },
  { weight: 2, arbitrary: fc.constant('deleteMessage' as const) },
  { weight: 1, arbitrary: fc.constant('editElsewhere' as const) },
  { weight: 1, arbitrary: fc.constant('deleteElsewhere' as const) },
  { weight: 1, arbitrary: fc.constant('editByBob' as const) },
  { weight: 1, arbitrary: fc.constant('deleteByBob' as const) },
  { weight: 2, arbitrary: fc.constant('openAt' as const) },
  { weight: 2, arbitrary: fc.constant('newer' as const) },
  { weight: 1, arbitrary: fc.constant('older' as const) },
  { weight: 1, arbitrary: fc.constant('newest' as const) },
)

const stepsOf = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 150, size: 'max' })
const chance = fc.array(fc.nat(300), { minLength: 1 })
type ValueOf<Given> = Given extends fc.Arbitrary<infer Value> ? Value : never
type Step = ValueOf<typeof editingStep> | ValueOf<typeof changingStep>

interface Kept {
  readonly store: ReturnType<typeof memoryStore>
  readonly values: ReturnType<typeof memoryValues>
  /** Client ids are numbered in the order of the commands, over all reloads. */
  readonly newId: () => string
}

async function page(server: FakeServer, kept: Kept) {
  return setup({ socket: server.open, fetch: server.fetch, ...kept })
}

/** Longer than the longest back-off of a connection, a join and the outbox one after the other. */
const SETTLE_S = 200

/** A person's page and its server, driven by steps. */
async function world(random: readonly number[]) {
  const server = new FakeServer()
  let ids = 0
  const kept = { store: memoryStore(), values: memoryValues(), newId: () => `c${++ids}` }
  let sent = 0
  let turn = 0
  let here = await page(server, kept)

  const line = () => server.live().at(-1)
  const room = () => (random[turn++ % random.length] ?? 0) % 2 === 0 ? 'channel_1' : 'channel_2'

  /** The texts that a person gave instead, and those they gave up, by the text before. */
  const revised = new Map<string, string>()
  const discarded = new Set<string>()

  function someWaiting() {
    const waiting = here.client.rooms().flatMap(({ id, items }) => items.flatMap((item) => {
      return item.kind === 'message' && item.seq === null && item.clientId !== null
        ? { room: id, clientId: item.clientId, text: item.text }
        : []
    }))
    return waiting[(random[turn++ % random.length] ?? 0) % Math.max(1, waiting.length)]
  }

  async function edit(then: 'revise' | 'keep'): Promise<void> {
    const one = someWaiting()
    if (!one || await here.client.room(one.room).edit(one.clientId) === null) return
    if (then === 'keep') return here.client.room(one.room).retry(one.clientId)
    const text = `${one.text} edited`
    here.client.room(one.room).revise(one.clientId, text)
    revised.set(one.text, text)
  }

  /**
   * What the user wants of each of their messages in the log, by room and `seq`; null: gone. Without those that another
   * device changed, too.
   */
  const wanted = new Map<string, string | null>()
  const elsewhere = new Set<string>()

  function number(): number {
    return random[turn++ % random.length] ?? 0
  }

  function someOfMine() {
    const mine = here.client.rooms().flatMap(({ id, items }) => items.flatMap((item) => {
      return item.kind === 'message' && item.mine && item.seq !== null
        ? { room: id, seq: item.seq, text: item.text }
        : []
    }))
    return mine[number() % Math.max(1, mine.length)]
  }

  function want(room: string, seq: number, text: string | null): void {
    const key = `${room} ${seq}`
    if (!elsewhere.has(key)) wanted.set(key, text)
  }

  function changeElsewhere(kind: 'edit' | 'delete'): void {
    const at = room()
    const message = server.change(at, ME, kind, number())
    if (!message) return
    elsewhere.add(`${at} ${message.seq}`)
    wanted.delete(`${at} ${message.seq}`)
  }

  const acts: Record<Step, () => void | Promise<void>> = {
    edit: () => edit('revise'),
    keepEditing: () => edit('keep'),
    discard() {
      const one = someWaiting()
      if (!one) return
      here.client.room(one.room).discard(one.clientId)
      discarded.add(one.text)
    },
    editMessage() {
      const one = someOfMine()
      const text = `${one?.text} ${ids + 1}`
      if (one && here.client.room(one.room).editMessage(one.seq, text).ok) want(one.room, one.seq, text)
    },
    deleteMessage() {
      const one = someOfMine()
      if (one && here.client.room(one.room).deleteMessage(one.seq).ok) want(one.room, one.seq, null)
    },
    editElsewhere: () => changeElsewhere('edit'),
    deleteElsewhere: () => changeElsewhere('delete'),
    openAt: async () => void await here.client.room(room()).openAt(number() % 30),
    newer: () => here.client.room(room()).loadNewer(),
    older: () => here.client.room(room()).loadOlder(),
    newest: () => here.client.room(room()).toNewest(),
    editByBob: () => void server.change(room(), BOB, 'edit', number()),
    deleteByBob: () => void server.change(room(), BOB, 'delete', number()),
    deliver: () => void (line() && server.deliver(line()!)),
    serve: () => void (line() && server.serve(line()!)),
    post: () => server.post(room()),
    send: () => void here.client.room(room()).send(`mine ${++sent}`),
    cut: () => void (line() && server.cut(line()!)),
    wait: () => here.clock.advance((random[turn++ % random.length] ?? 1) * 10),
    drop: () => void server.dropped++,
    refuse: () => void server.refusals.push(turn++ % 2 === 0 ? 'rate_limited' : 'unavailable'),
    offline: () => here.signals.give('offline'),
    online: () => here.signals.give('online'),
    switch: () => here.client.open(room()),
    async reload() {
      await here.client.stop()
      here = await page(server, kept)
    },
  }

  return {
    server,
    client: (): ChatClient => here.client,
    sent: () => sent,
    revised,
    discarded,
    wanted,
    act: (name: Step) => acts[name](),
    /** Nothing breaks any more, and time passes. */
    settle() {
      server.dropped = 0
      server.refusals.length = 0
      here.signals.give('online')
      for (let second = 0; second < SETTLE_S; second++) {
        for (const one of server.live()) server.flush(one)
        here.clock.advance(1_000)
      }
    },
  }
}

/** What must be true at every moment. */
function checkList(client: ChatClient): void {
  for (const { items } of client.rooms()) {
    const keys = items.map(item => item.key)
    expect(new Set(keys).size).toBe(keys.length)
    const states = items.flatMap(item => item.kind === 'message' && !item.change ? item.state : [])
    expect(states).toEqual([...states].sort((a, b) => Number(a !== 'sent') - Number(b !== 'sent')))
    const seqs = items.flatMap(item => item.kind === 'message' ? item.seq ?? [] : [])
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
  }
}

/** Loads each room down to its end and up to its beginning, and compares it with the log. */
async function checkLists(client: ChatClient, server: FakeServer): Promise<void> {
  for (const { id } of ROOMS) {
    for (let pages = 0; client.room(id).view()?.newer && pages < 100; pages++) await client.room(id).loadNewer()
    for (let pages = 0; client.room(id).view()?.older && pages < 100; pages++) await client.room(id).loadOlder()
    const shown = client
      .room(id).view()
      ?.items.map(item => item.kind === 'message' && [item.seq, item.text, item.editedAt !== null, item.state])
    expect(shown).toEqual(
      server.messages(id).map(({ seq, text, editedAt }) => [seq, text, editedAt !== undefined, 'sent']),
    )
    expect(client.room(id).position()).toEqual({ epoch: server.epoch, seq: server.head(id) })
  }
}

/** The commands of this page stand in the log once, in the order in which they were given. */
function checkCommands(server: FakeServer): void {
  for (const { id } of ROOMS) {
    const numbers = server.events(id).flatMap(({ clientId }) => clientId ? Number(clientId.slice(1)) : [])
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
  }
}

/**
 * What must be true when all is quiet: the list is the end of the log, and everything that was sent is in the log once,
 * in order.
 */
function checkSettled(client: ChatClient, server: FakeServer, sent: number): void {
  expect(client.connection().status).toBe('open')
  expect(client.waiting()).toBe(0)
  let own = 0
  for (const { id } of ROOMS) {
    const log = server.messages(id)
    const view = client.room(id).view()
    const texts = view?.items.map(item => item.text) ?? []
    expect(texts).toEqual(log.slice(log.length - texts.length).map(message => message.text))
    expect(texts.length).toBeGreaterThanOrEqual(Math.min(log.length, 4))
    expect(view?.older).toBe(texts.length < log.length)
    expect(client.room(id).position()).toEqual({ epoch: server.epoch, seq: server.head(id) })
    const mine = log.filter(message => message.author.id === 'me').map(message => Number(message.text.slice(5)))
    expect(mine).toEqual([...new Set(mine)].sort((a, b) => a - b))
    own += mine.length
  }
  expect(own).toBe(sent)
}

describe('a page whose connection breaks anywhere', () => {
  it('shows the log, in order and without doubles, and has sent every message once, in order', async () => {
    await fc.assert(fc.asyncProperty(stepsOf(step), chance, async (steps, random) => {
      const { server, client, sent, act, settle } = await world(random)
      for (const name of steps) {
        await act(name)
        checkList(client())
      }
      settle()
      checkList(client())
      checkSettled(client(), server, sent())
      await client().stop()
    }), { numRuns: 120, ...shrinksWithin(60_000) })
  }, 60_000)

  it('sends every message once with the text that its person gave it last, however they edit and discard what waits', async () => {
    await fc.assert(fc.asyncProperty(stepsOf(editingStep), chance, async (steps, random) => {
      const { server, client, sent, revised, discarded, act, settle } = await world(random)
      for (const name of steps) {
        await act(name)
        checkList(client())
      }
      settle()
      checkList(client())
      expect(client().waiting()).toBe(0)
      const mine = ROOMS.flatMap(({ id }) => server.messages(id))
        .filter(message => message.author.id === 'me')
        .map(message => message.text)
      expect(new Set(mine.map(text => text.replaceAll(' edited', ''))).size).toBe(mine.length)
      for (let number = 1; number <= sent(); number++) {
        let text = `mine ${number}`
        for (let next = revised.get(text); next !== undefined; next = revised.get(text)) text = next
        // What is discarded may have been in the log already, and is in it with its last text if so.
        if (
          !discarded.has(text)
          || mine.some(one => one.startsWith(`mine ${number}`) && one.replaceAll(' edited', '') === `mine ${number}`)
        )
          expect(mine).toContain(text)
      }
      await client().stop()
    }), { numRuns: 120, ...shrinksWithin(60_000) })
  }, 60_000)

  it('sends every edit and deletion once, in order with what was sent, and shows the log as they have left it', async () => {
    await fc.assert(fc.asyncProperty(stepsOf(changingStep), chance, async (steps, random) => {
      const { server, client, wanted, act, settle } = await world(random)
      for (const name of steps) {
        await act(name)
        checkList(client())
      }
      settle()
      await checkLists(client(), server)
      checkCommands(server)
      for (const [key, text] of wanted) {
        const [room = '', seq] = key.split(' ')
        expect(server.messages(room).find(message => message.seq === Number(seq))?.text ?? null).toBe(text)
      }
      // An edit whose message was deleted on another device keeps its text for the user.
      expect(
        client()
          .unsent()
          .map(({ why }) => why),
      ).toEqual(Array.from({ length: client().waiting() }, () => 'message_gone'))
      await client().stop()
    }), { numRuns: 120, ...shrinksWithin(60_000) })
  }, 60_000)

  it('comes to the log of a server that was restored from a backup', async () => {
    const { server, client, act, settle } = await world([0])
    for (let count = 0; count < 6; count++) await act('post')
    settle()
    server.restore()
    settle()
    await act('post')
    settle()
    expect(
      client()
        .room('channel_1').view()
        ?.items.map(item => item.text),
    ).toEqual(server.messages('channel_1').map(message => message.text))
    expect(client().room('channel_1').position()).toEqual({ epoch: 'e2', seq: 4 })
  })

  it('asks for no more than what it missed after a reload', async () => {
    const { server, client, act, settle } = await world([0])
    settle()
    for (let count = 0; count < 6; count++) await act('post')
    settle()
    await act('reload')
    await act('post')
    expect(client().active().items).toHaveLength(6)
    settle()
    expect(client().active().items).toHaveLength(7)
    expect(client().diagnostics().resets).toBe(0)
    expect(server.lines.at(-1)?.socket.frames('join')[0]).toMatchObject({ position: { epoch: 'e1', seq: 6 } })
  })
})
