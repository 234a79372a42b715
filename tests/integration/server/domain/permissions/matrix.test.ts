import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { clientFrameSchema } from '../../../../../shared/schemas/frames'
import { sessionSchema } from '../../../../../shared/schemas/user'
import { DESCRIBED } from '../../../../../server/app/http/described'
import { COMMANDS } from '../../../../../server/domain/commands/table'
import { createOwnerCode } from '../../../../../server/domain/people/accounts/owner-code'
import { OPERATIONS } from '../../../../../server/domain/operations/table'
import { visit } from '../../../../support/parley-client'
import { ask, PASSWORD, signUp, type Answer } from '../../../../support/people'
import { startPlace, type TestPlace } from '../../../../support/place'
import { connectPlace, type PlaceSocket } from '../../../../support/place-socket'
import { waitFor } from '../../../../support/wait-for'
import { ASKERS, KINDS, LISTED, READ, READERS, SEND, type Asker, type Kind } from './askers'
import { ELSEWHERE, formsOf, FRAMES, IN_ROOM, OTHER_FILES, OTHER_ROUTES } from './decisions'
import { fieldsIn, fieldsOf, routeFiles } from './inputs'
import { CHANGES_MAX, storeRoom, type Ids } from './test-rooms'

/** `allowed`: it is done, or refused for what was asked. `hidden`: as if there were no such room. */
type Outcome = 'allowed' | 'forbidden' | 'hidden' | 'unauthorized'

/** Frames that are answered, with who is allowed them. */
const DECIDED_FRAMES = Object.entries(FRAMES).flatMap(([type, allowed]) => (
  typeof allowed === 'string' || type === 'typing' ? [] : [{ type, allowed }]
))

const textOf = (value: unknown, key: string): string => {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  return typeof found === 'string' ? found : ''
}

function outcomeOf(code: string, message: string): Outcome {
  if (/session cookie|needs an account/.test(message)) return 'unauthorized'
  if (code === 'forbidden') return 'forbidden'
  return message.startsWith('There is no channel') ? 'hidden' : 'allowed'
}

function outcome({ status, body }: Pick<Answer, 'status' | 'body'>): Outcome {
  const error: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'error') : undefined
  const code = textOf(error, 'code')
  const isAnswer = status < 400 || (code !== '' && status < 500 && status !== 429)
  if (!isAnswer) throw new Error(`Answered ${status}: ${JSON.stringify(body)}`)
  return outcomeOf(code, textOf(error, 'message'))
}

/** What the tables name of frames. */
function frameTypes(): string[] {
  return clientFrameSchema._zod.def.options.flatMap(({ _zod }) => {
    const { type } = _zod.def.shape
    return [...type._zod.def.values].map(String)
  })
}

describe('the matrix of permissions', () => {
  let place: TestPlace
  const cookies = new Map<Asker | 'place owner', string>()
  const ids: Partial<Record<Asker | 'other', string>> = {}
  let guestId = ''
  const cookieOf = (asker: Asker | 'place owner') => cookies.get(asker) ?? ''
  const idOf = async (asker: Asker) => (
    sessionSchema.parse((await ask(place.url, 'GET /api/session', undefined, cookieOf(asker))).body).user.id
  )
  const roomOf = (name: string, kind: Kind, people: Ids = ids) => storeRoom(place, people, name, kind)

  beforeAll(async () => {
    const pinned = [...Object.keys(IN_ROOM), ...Object.keys(FRAMES), 'plain'].map(name => `p_${name}=Design`)
    place = await startPlace({ RATE_LIMIT: 'off', CHANNELS: ['channel_1=One', ...pinned].join(';') })
    cookies.set('plain', '').set('guest', await visit(place.url))
    guestId = await idOf('guest')
    for (const asker of ASKERS.slice(2)) {
      if (asker === 'guestMember') continue
      const { session, cookie } = await signUp(place.url, `one_${asker.toLowerCase()}`)
      cookies.set(asker, cookie)
      ids[asker] = session.user.id
    }
    ids.other = (await signUp(place.url, 'one_other')).session.user.id
    // A guest is stored with the first thing that lasts.
    const guest = await ask(place.url, 'PATCH /api/rooms/channel_1/mine', { favourite: true }, await visit(place.url))
    cookies.set('guestMember', guest.cookie)
    ids.guestMember = await idOf('guestMember')
  })
  afterAll(() => place?.stop())

  it('has a decision for every operation, route, command and frame, and none that is left over', () => {
    const names = DESCRIBED.map(({ id }) => id).filter(id => !OTHER_ROUTES.includes(id))
    expect([...Object.keys(IN_ROOM), ...Object.keys(ELSEWHERE)].sort()).toEqual(names.sort())
    expect(Object.keys(FRAMES).sort()).toEqual(frameTypes().sort())
    expect(Object.keys(FRAMES)).toEqual(expect.arrayContaining(Object.keys(COMMANDS)))
    const naming = OPERATIONS.filter(({ path }) => path.includes('{room}')).map(({ id }) => id)
    expect(Object.keys(IN_ROOM)).toEqual(expect.arrayContaining(naming))
  })

  it('knows every file in server/api and server/routes', () => {
    const described = DESCRIBED.map(({ method, path }) => `${method} ${path}`)
    // The files of `/send/` and `/wb/` have their names without the last slash.
    const known = new Set([...described, ...Object.keys(OTHER_FILES)].map(name => name.replace(/\/$/, '')))
    expect(routeFiles().filter(name => !known.has(name))).toEqual([])
    const files = new Set(routeFiles())
    expect(Object.keys(OTHER_FILES).filter(name => !files.has(name.replace(/\/$/, '')))).toEqual([])
  })

  it('asks each request about a room in forms that have every field of its input', () => {
    for (const { id, path, input } of DESCRIBED) {
      const decision = IN_ROOM[id]
      if (!decision) continue
      const about = { room: 'r_one', kind: 'channel', seq: 1, other: 'u_other' } as const
      const asked = formsOf(decision).flatMap(({ ask }) => fieldsIn(...ask(about)))
      const fields = [...fieldsOf(input).keys()].filter(name => !path.includes(`{${name}}`))
      expect({ id, asked }).toEqual({ id, asked: expect.arrayContaining(fields) })
    }
  })

  it.each(Object.entries(IN_ROOM))('is kept by the server: %s, in rooms of every kind', async (name, decision) => {
    for (const kind of KINDS) {
      const room = await roomOf(name, kind)
      for (const [form, { ask: wanted, allowed }] of formsOf(decision).entries()) {
        const outcomes: Record<string, Outcome> = {}
        const expected: Record<string, Outcome> = {}
        const seqs = form % CHANGES_MAX * ASKERS.length + 1
        for (const [index, asker] of ASKERS.entries()) {
          const [how, body] = wanted({ room, kind, seq: seqs + index, other: ids.other ?? '' })
          outcomes[asker] = outcome(await ask(place.url, how, body, cookieOf(asker)))
          expected[asker] = allowed[kind].includes(asker)
            ? 'allowed'
            : asker === 'plain' && !decision.open
              ? 'unauthorized'
              : READERS[kind].includes(asker) ? 'forbidden' : 'hidden'
        }
        expect({ kind, form, ...outcomes }).toEqual({ kind, form, ...expected })
      }
    }
  })

  it.each(DECIDED_FRAMES)('is kept by the socket: the frame $type, in rooms of every kind', async ({ type, allowed }) => {
    for (const kind of KINDS) {
      const room = await roomOf(type, kind)
      const outcomes: Record<string, Outcome> = {}
      const expected: Record<string, Outcome> = {}
      for (const [index, asker] of ASKERS.entries()) {
        if (asker === 'plain') continue
        const socket = await connectPlace(place, cookieOf(asker))
        outcomes[asker] = await said(socket, type, room, index + 1)
        socket.ends()
        expected[asker] = allowed[kind].includes(asker)
          ? 'allowed'
          : READERS[kind].includes(asker)
            ? 'forbidden'
            : 'hidden'
      }
      expect({ kind, ...outcomes }).toEqual({ kind, ...expected })
    }
  })

  /** Says the frame, then asks for what is always answered: what came before that is the answer. */
  async function said(socket: PlaceSocket, type: string, room: string, seq: number): Promise<Outcome> {
    const fields = {
      join: { id: 1 },
      read: { seq },
      send: { text: 'hello' },
      edit: { target: seq, text: 'edited' },
      delete: { target: seq },
    }
    const own: unknown = Reflect.get(fields, type)
    const before = socket.events.length
    socket.sends({ type, room, clientId: `c_${seq}`, ...(typeof own === 'object' ? own : {}) })
    socket.sends({ type: 'leave', id: 9, room: 'channel_1' })
    const answer = await waitFor(async () => {
      const answers = socket.events.slice(before)
      const refusal = answers.find(event => event.type === 'error')
      if (refusal) return refusal
      const ends = { join: 'joined', read: 'left' }
      const done = answers.some(event => event.type === (Reflect.get(ends, type) ?? 'ack'))
      if (!done) throw new Error(`No answer to ${type}.`)
      return null
    }, { what: `the answer to ${type}`, intervalMs: 2 })
    return answer?.type === 'error' ? outcomeOf(answer.code, answer.message) : 'allowed'
  }

  /** What a client that listens to the room gets: its head, or that it is gone. */
  async function heard(socket: PlaceSocket, room: string): Promise<'head' | 'gone'> {
    const before = socket.events.length
    socket.sends({ type: 'listen', rooms: { [room]: null } })
    return waitFor(async () => {
      for (const event of socket.events.slice(before)) {
        if (event.type === 'heads' && event.rooms.some(one => one.room === room)) return 'head'
        if (event.type === 'rooms' && event.gone.includes(room)) return 'gone'
      }
      throw new Error('No answer to listen.')
    }, { what: 'the answer to listen', intervalMs: 2 })
  }

  it('is kept by the socket: only users who may send are shown as typing', async () => {
    const told = vi.spyOn(place.parley.bus, 'control')
    for (const kind of KINDS) {
      const room = await roomOf('typing', kind)
      for (const asker of ASKERS.slice(1)) {
        const socket = await connectPlace(place, cookieOf(asker))
        await said(socket, 'join', room, 1)
        socket.sends({ type: 'typing', room })
        // What others are told is told before the answer to the next frame.
        expect(await said(socket, 'join', 'channel_1', 1)).toBe('allowed')
        socket.ends()
      }
      const typing = told.mock.calls.flatMap(([message]) => (
        message.type === 'typing' && message.room === room ? [message.user.id] : []
      ))
      const all = Object.entries({ ...ids, guest: guestId })
      const names = all.flatMap(([asker, id]) => typing.includes(id) ? [asker] : [])
      expect({ kind, names: names.sort() }).toEqual({ kind, names: [...SEND[kind]].sort() })
    }
    told.mockRestore()
  })

  it('is kept by the socket: it reports heads only of rooms in the list of the user', async () => {
    for (const kind of KINDS) {
      const room = await roomOf('listen', kind)
      const told: Asker[] = []
      for (const asker of ASKERS) {
        if (asker === 'plain') continue
        const socket = await connectPlace(place, cookieOf(asker))
        if (await heard(socket, room) === 'head') told.push(asker)
        socket.ends()
      }
      // Every user has the channels of the configuration. Of a guest nothing is stored, so nothing is counted.
      const listed = kind === 'pinned' ? READ.pinned.filter(asker => asker !== 'guest') : LISTED[kind]
      expect({ kind, told }).toEqual({ kind, told: listed })
    }
  })

  it('is kept at the door of the plain wire, whose clients have no user, whatever their cookie says', async () => {
    for (const kind of KINDS) {
      const room = await roomOf('plain', kind)
      const outcomes: Record<string, boolean> = {}
      for (const asker of ASKERS) {
        const cookie = [cookieOf(asker), `channel=${room}`].filter(Boolean).join('; ')
        outcomes[asker] = await place.upgrade({ cookie, host: '127.0.0.1' }).then(() => true, () => false)
      }
      const isOpen = kind === 'channel' || kind === 'pinned'
      expect({ kind, ...outcomes }).toEqual({
        kind,
        ...Object.fromEntries(ASKERS.map(asker => [asker, isOpen && asker !== 'banned'])),
      })
    }
  })

  it('is kept by the server where no room is named', async () => {
    const code = await createOwnerCode(place.parley.place.db)
    const owner = await ask(place.url, 'POST /api/owner', { code, name: 'Olga', handle: 'olga', password: PASSWORD })
    cookies.set('place owner', owner.cookie)
    const askers = ['plain', 'guest', 'stranger', 'place owner'] as const
    const least = { anybody: 'plain', session: 'guest', account: 'stranger', owner: 'place owner' } as const
    for (const [name, [who, how, body]] of Object.entries(ELSEWHERE)) {
      for (const asker of askers) {
        const mayAsk = askers.indexOf(asker) >= askers.indexOf(least[who])
        const [method = '', path = ''] = how.split(' ')
        const response = await fetch(place.url + path, {
          method, redirect: 'manual',
          headers: { cookie: cookieOf(asker), ...(body ? { 'content-type': 'application/json' } : {}) },
          ...(body ? { body: JSON.stringify(body) } : {}),
        })
        const text = await response.text()
        const answered = outcome({ status: response.status, body: text.startsWith('{') ? JSON.parse(text) : null })
        const isRefused = answered === 'unauthorized' || (who === 'owner' && answered === 'forbidden')
        expect([name, asker, isRefused]).toEqual([name, asker, !mayAsk])
      }
    }
  })

  it.each([
    'remove', 'ban', 'leave',
  ] as const)('answers a member after they %s exactly as a stranger, in every way', async (how) => {
    const member = await signUp(place.url, `gone_${how}`)
    const stranger = await signUp(place.url, `never_${how}`)
    const owner = cookieOf('owner')
    const room = await roomOf(`gone_${how}`, 'private', { ...ids, member: member.session.user.id })
    const link = await ask(place.url, `POST /api/rooms/${room}/invites`, {}, owner)
    const code = textOf(link.body, 'code')
    const before = await ask(place.url, `GET /api/rooms/${room}/messages`, undefined, member.cookie)
    expect(before.status).toBe(200)
    const inside = await connectPlace(place, member.cookie)
    expect(await said(inside, 'join', room, 1)).toBe('allowed')

    const path = `/api/rooms/${room}/${how === 'ban' ? 'bans' : 'members'}/${member.session.user.id}`
    const deeds = { remove: `DELETE ${path}`, ban: `PUT ${path}`, leave: `POST /api/rooms/${room}/leave` }
    expect((await ask(place.url, deeds[how], undefined, how === 'leave' ? member.cookie : owner)).status).toBe(200)

    const about = { room, kind: 'private', seq: 1, other: ids.other ?? '' } as const
    const requests = Object.entries(IN_ROOM).flatMap(([name, decision]) => (
      formsOf(decision).map(({ ask }) => ({ name, request: ask(about) }))
    ))
    for (const { name, request: [request, body] } of requests) {
      const [theirs, others] = [
        await ask(place.url, request, body, member.cookie), await ask(place.url, request, body, stranger.cookie),
      ]
      const said = ({ status, body: told }: Answer) => [name, status, JSON.stringify(told)]
      expect(said(theirs)).toEqual(said(others))
      expect(theirs.status, request).toBe(404)
    }
    const outside = await connectPlace(place, stranger.cookie)
    const again = await connectPlace(place, member.cookie)
    for (const { type } of DECIDED_FRAMES) {
      for (const socket of [inside, again, outside])
        expect([type, await said(socket, type, room, 1)]).toEqual([type, 'hidden'])
    }
    for (const socket of [inside, again, outside]) expect(await heard(socket, room)).toBe('gone')
    const hellos = [again, outside].map(({ events }) =>
      events.flatMap(event => event.type === 'hello' ? event.rooms.map(({ id }) => id) : []),
    )
    expect(hellos[0]).toEqual(hellos[1])
    if (how !== 'leave') {
      const wrong = await ask(place.url, 'GET /api/invites/nocode', undefined, member.cookie)
      expect(await ask(place.url, `GET /api/invites/${code}`, undefined, member.cookie)).toEqual(wrong)
    }
    for (const socket of [inside, again, outside]) socket.ends()
  })
})
