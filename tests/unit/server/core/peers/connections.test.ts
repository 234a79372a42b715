import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Hub } from '../../../../../server/core/hub/hub'
import { ALLOWED } from '../../../../../server/platform/limits/send-limit-consume'
import { createConnectionCaps } from '../../../../../server/platform/limits/connection-caps'
import { eventOf } from '../../../../../server/core/log/draft'
import type { Appended, EventDraft } from '../../../../../server/core/log/log'
import { ParleyError } from '../../../../../server/platform/errors/parley-error'
import { Tally } from '../../../../../server/core/metrics/tally'
import { Acks } from '../../../../../server/core/peers/acks'
import { Connections } from '../../../../../server/core/peers/connections'
import { Heartbeat } from '../../../../../server/core/peers/heartbeat'
import type { Principal } from '../../../../../server/core/principal'
import { Whereabouts } from '../../../../../server/core/peers/whereabouts'
import { submit } from '../../../../../server/domain/commands/table'
import { MemoryLog } from '../../../../support/memory-log'
import { directoryOf } from '../../../../support/room-directory'
import { serverSocket } from '../../../../support/server-socket'

const ADDRESS = '192.0.2.1'
const ADA = { id: 'u_ada', name: 'Quiet Otter' }
const GRACE = { id: 'u_grace', name: 'Merry Finch' }

let hub: Hub
let heartbeat: Heartbeat
let connections: Connections
let drafts: EventDraft[] = []
/** Where users are, by what their connections say. */
const where = new Map<string, string | null>()
let hidden = new Set<string>()
/** What is stored of a user when the connection is greeted. */
let takes: () => Promise<typeof ALLOWED>
/** Whose rate was asked for. */
let takenBy: string[] = []
/** Codes of commands that the log never got. */
let refused: string[] = []
let current: (user: Principal) => Promise<Principal | null>
/** Resolves when the rooms of `hello` are read. */
let listed: Promise<void>
/** Gives what was read of whether a user hides, now or later. */
let readsHiding: (hides: boolean) => Promise<boolean>

beforeEach(() => {
  const log = new MemoryLog()
  drafts = []
  where.clear()
  hidden = new Set()
  current = async user => user
  takes = async () => ALLOWED
  takenBy = []
  refused = []
  listed = Promise.resolve()
  readsHiding = async hides => hides
  heartbeat = new Heartbeat()
  hub = new Hub({
    log,
    bus: { subscribe: () => {}, unsubscribe: () => {} },
    presence: { enter: () => {}, leave: () => {}, online: () => 1, onChange: () => {} },
    external: () => true,
    mayEnter: () => true,
    onError: () => {},
  })
  const rooms = directoryOf([{ id: 'channel_1', kind: 'channel', title: 'One' }])
  const append = async (draft: EventDraft): Promise<Appended> => {
    drafts.push(draft)
    return { event: eventOf(draft, drafts.length), repeated: false }
  }
  connections = new Connections({
    execute: (command, caller) => {
      const limit = {
        take: (user: string) => {
          takenBy.push(user)
          return takes()
        },
      }
      const handles = { find: async () => new Map() }
      const log = Object.assign(new MemoryLog(), { append })
      const deps = { rooms, limit, log, handles, bus: { publish: () => {} }, hub }
      return submit(deps, caller, command.type, command).then(submitted => ({
        ack: submitted.ack.catch((error: unknown) => {
          if (error instanceof ParleyError) refused.push(error.code)
          throw error
        }),
      }))
    },
    requireReadable: async (user, room) => void await rooms.authorize(user, 'read', room),
    onRead: async () => {},
    whereabouts: new Whereabouts({
      presence: { put: (person, here) => void where.set(person, here) },
      watches: { watch: () => {}, drop: () => {}, blind: () => {} },
      hides: ({ id }) => readsHiding(hidden.has(id)),
      onSeen: () => {},
    }),
    onTyping: () => {},
    hub,
    heartbeat,
    rates: { consume: () => 0 },
    tally: new Tally(),
    acks: new Acks(),
    caps: createConnectionCaps({ perAddress: 10, total: 10 }),
    address: () => ADDRESS,
    greet: async () => {
      await listed
      return { rooms: [] }
    },
    onBeat: () => {},
    accountOf: async () => undefined,
    currentOf: user => current(user),
  })
})

afterEach(() => {
  hub.close()
  heartbeat.close()
})

/** A greeted connection of the app, with what was written to it and a way to let it say something. */
async function connected(user: Principal, sealedAt = 0, isGreeted = true) {
  const { ws, socket, events, sends, ends } = serverSocket()
  // It is no server's, so that there is nothing to close.
  vi.spyOn(ws, 'close').mockImplementation(() => {})
  // Not a spy: the timer of a close may fire after this file, when spies are restored.
  Object.assign(ws, { terminate: () => {} })
  connections.connected(ws, socket, { wire: 'app', user, sealedAt, feed: null, plain: null }, ADDRESS)
  if (isGreeted) await vi.waitFor(() => expect(events).toHaveLength(1))
  return {
    greeted: () => events.flatMap(event => event.type === 'hello' ? [event.user.name] : []),
    types: () => events.map(({ type }) => type),
    names: () => events.flatMap(event => event.type === 'me' ? [event.user.name] : []),
    sends,
    ends,
    peer: ws.peer,
    refusals: () => events.flatMap(event => event.type === 'error' ? [event.code] : []),
    says: (text: string) =>
      ws.emit(
        'message',
        Buffer.from(JSON.stringify({ type: 'send', room: 'channel_1', clientId: text, text })),
        false,
      ),
  }
}

describe('a person with new names', () => {
  it('gets each name once on each connection, also where the bus repeats it, and no other user gets it', async () => {
    const [tab, otherTab, grace] = [await connected(ADA), await connected(ADA), await connected(GRACE)]
    for (const name of ['Ada', 'Countess']) {
      for (let copies = 0; copies < 2; copies++) connections.renamed({ ...ADA, name }, name.length)
    }
    await vi.waitFor(() => expect(tab.names()).toContain('Countess'))
    expect([tab.names(), otherTab.names(), grace.names()]).toEqual([['Ada', 'Countess'], ['Ada', 'Countess'], []])
  })

  it('signs with the new one what they say right after', async () => {
    const tab = await connected(ADA)
    connections.renamed({ ...ADA, name: 'Ada Lovelace' }, 1)
    tab.says('hello')
    await vi.waitFor(() =>
      expect(drafts).toMatchObject([{ text: 'hello', author: { id: ADA.id, name: 'Ada Lovelace' } }]),
    )
  })

  it('is greeted by the new one on a socket that was on its way with the cookie of before, and by that of a newer cookie', async () => {
    const tab = await connected(ADA, 1)
    connections.renamed({ ...ADA, name: 'Ada Lovelace' }, 2)
    await vi.waitFor(() => expect(tab.names()).toEqual(['Ada Lovelace']))
    const [late, newer] = [await connected(ADA, 1), await connected({ ...ADA, name: 'Countess' }, 3)]
    expect([late.greeted(), newer.greeted()]).toEqual([['Ada Lovelace'], ['Countess']])
    late.says('hello')
    await vi.waitFor(() => expect(drafts).toMatchObject([{ author: { name: 'Ada Lovelace' } }]))
  })
})

describe('a connection that is being greeted', () => {
  // A device that read a room meanwhile was not heard: the badge stood until the next heartbeat.
  it('gets what its user is to know after its hello, since a client reads nothing before that', async () => {
    let answer = () => {}
    listed = new Promise(resolve => answer = resolve)
    const tab = await connected(ADA, 0, false)
    connections.tell(ADA.id, { type: 'read', room: 'channel_1', seq: 5, generation: 0, unread: 0, head: 5 })
    connections.renamed({ ...ADA, name: 'Countess' }, 1)
    expect(tab.types()).toEqual([])
    answer()
    await vi.waitFor(() => expect(tab.types()).toEqual(['hello', 'read', 'me']))
  })
})

describe('where a user is', () => {
  it('is the most active of their connections', async () => {
    const [tab, otherTab] = [await connected(ADA), await connected(ADA)]
    await vi.waitFor(() => expect(where.get(ADA.id)).toBe('online'))
    tab.sends({ type: 'active', active: false })
    otherTab.sends({ type: 'active', active: false })
    await vi.waitFor(() => expect(where.get(ADA.id)).toBe('away'))
    otherTab.sends({ type: 'active', active: true })
    await vi.waitFor(() => expect(where.get(ADA.id)).toBe('online'))
    otherTab.ends()
    expect(where.get(ADA.id)).toBe('away')
    tab.ends()
    expect(where.get(ADA.id)).toBeNull()
  })

  it('is nowhere while the only connection does not answer its ping', async () => {
    const tab = await connected(ADA)
    tab.peer?.becameSilent()
    expect(where.get(ADA.id)).toBeNull()
    tab.sends({ type: 'ping' })
    expect(where.get(ADA.id)).toBe('online')
  })

  it('is not kept of a user who hides it, also when they begin to while connected', async () => {
    hidden.add(ADA.id)
    const [ada, grace] = [await connected(ADA), await connected(GRACE)]
    await vi.waitFor(() => expect(where.get(GRACE.id)).toBe('online'))
    ada.sends({ type: 'active', active: false })
    connections.hides(GRACE.id, true)
    expect([where.get(ADA.id) ?? null, where.get(GRACE.id)]).toEqual([null, null])
    grace.sends({ type: 'active', active: false })
    connections.hides(GRACE.id, false)
    await vi.waitFor(() => expect(where.get(GRACE.id)).toBe('away'))
    expect(where.get(ADA.id) ?? null).toBeNull()
  })
})

describe('a user who hides where they are while a connection is greeted', () => {
  it('is hidden, though what was read for the greeting is from before', async () => {
    let answer: (() => void) | undefined
    readsHiding = hides => new Promise(resolve => answer = () => resolve(hides))
    const tab = await connected(ADA, 0, false)
    await vi.waitFor(() => expect(answer).toBeDefined())
    readsHiding = async hides => hides
    hidden.add(ADA.id)
    connections.hides(ADA.id, true)
    answer?.()
    await vi.waitFor(() => expect(tab.types()).toEqual(['hello']))
    expect(where.get(ADA.id) ?? null).toBeNull()
  })
})

describe('a sign-in that ends', () => {
  const SIGNED_IN = { ...ADA, role: 'member', session: 's_1' } as const

  it('between the upgrade and the greeting closes the connection, and what it sent is stored nowhere', async () => {
    let answer: (user: Principal | null) => void = () => {}
    current = () => new Promise(resolve => (answer = resolve))
    const tab = await connected(SIGNED_IN, 0, false)
    tab.says('too-late')
    answer(null)
    await vi.waitFor(() => expect(tab.peer?.closed).toBe(true))
    expect([tab.greeted(), drafts, connections.of(ADA.id)]).toEqual([[], [], []])
  })

  it('refuses what its connection sent before, and what still waits for its rate', async () => {
    let allow: () => void = () => {}
    takes = () => new Promise(resolve => (allow = () => resolve(ALLOWED)))
    const tab = await connected(SIGNED_IN)
    tab.says('in-time')
    await vi.waitFor(() => expect(takenBy).toEqual([ADA.id]))
    connections.endSignIns(ADA.id, ['s_1'])
    allow()
    await vi.waitFor(() => expect(refused).toEqual(['unauthorized']))
    expect(drafts).toEqual([])
  })

  it('leaves what another sign-in of the user sent, and what a tab sent that closed by itself', async () => {
    let allow: () => void = () => {}
    takes = () => new Promise(resolve => (allow = () => resolve(ALLOWED)))
    const tab = await connected(SIGNED_IN)
    tab.says('the-last-word')
    await vi.waitFor(() => expect(takenBy).toEqual([ADA.id]))
    connections.endSignIns(ADA.id, ['s_2'])
    tab.ends()
    allow()
    await vi.waitFor(() => expect(drafts).toMatchObject([{ text: 'the-last-word' }]))
  })
})

describe('a user who renamed in another process, which this one did not hear', () => {
  const SIGNED_IN = { ...ADA, role: 'member', session: 's_1' } as const

  it('signs with the stored name as soon as the connections are compared with the database', async () => {
    const tab = await connected(SIGNED_IN)
    await connected({ ...SIGNED_IN, name: 'Countess' })
    expect(connections.users().map(({ name }) => name)).toEqual([ADA.name, 'Countess'])
    connections.changed({ id: ADA.id, name: 'Countess', role: 'member' })
    tab.says('hello')
    await vi.waitFor(() => expect(drafts).toMatchObject([{ author: { name: 'Countess' } }]))
    expect(connections.users()).toHaveLength(1)
  })

  it('keeps the name of the cookie as a guest', async () => {
    const tab = await connected(ADA)
    connections.changed({ id: ADA.id, name: 'Old Otter', role: 'guest' })
    expect(tab.peer?.user).toMatchObject({ name: ADA.name, role: 'guest' })
  })
})

describe('a role that changed between the upgrade and the greeting', () => {
  it('is that of the connection', async () => {
    current = async user => ({ ...user, role: 'member' })
    const tab = await connected({ ...ADA, role: 'moderator', session: 's_1' })
    expect(tab.peer?.user?.role).toBe('member')
    expect(connections.users()).toMatchObject([{ id: ADA.id, role: 'member', session: 's_1' }])
  })
})
