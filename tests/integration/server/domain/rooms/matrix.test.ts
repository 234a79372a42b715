import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMMANDS } from '../../../../../server/domain/commands/table'
import { OPERATIONS } from '../../../../../server/domain/operations/table'
import { startApp, type TestApp } from '../../../../support/app'
import { visit } from '../../../../support/parley-client'
import { signUp } from '../../../../support/people'
import { startPostgres } from '../../../../support/postgres'
import { request } from '../../../../support/rooms'

/** Whoever asks, the least first: what one is allowed must not be in the way of the next. */
const ASKERS = ['nobody', 'guest', 'stranger', 'banned', 'removed', 'member', 'moderator', 'owner'] as const
type Asker = typeof ASKERS[number]

const KINDS = ['channel', 'private', 'direct', 'archived'] as const
type Kind = typeof KINDS[number]

/** `allowed`: it is done, or refused for what was asked. `hidden`: as if there were no such room. */
type Outcome = 'allowed' | 'forbidden' | 'hidden' | 'unauthorized'

const MEMBERS: readonly Asker[] = ['member', 'moderator', 'owner']
const MODERATORS: readonly Asker[] = ['moderator', 'owner']
const OWNER: readonly Asker[] = ['owner']
const NONE: readonly Asker[] = []

/** Who may know that the room exists. */
const READERS: Readonly<Record<Kind, readonly Asker[]>> = {
  channel: ['nobody', 'guest', 'stranger', 'removed', ...MEMBERS],
  private: MEMBERS,
  direct: ['member'],
  archived: MEMBERS,
}
const SESSIONS: readonly Asker[] = ['guest', 'stranger', 'removed', ...MEMBERS]
const ACCOUNTS: readonly Asker[] = ['stranger', 'removed', ...MEMBERS]

/** Who is allowed what, said a second time: a decision that changes by accident does not pass. */
const ALLOWED: Readonly<Record<string, Readonly<Record<Kind, readonly Asker[]>>>> = {
  readRoom: { channel: SESSIONS, private: MEMBERS, direct: ['member'], archived: MEMBERS },
  changeRoom: { channel: MODERATORS, private: MODERATORS, direct: NONE, archived: MODERATORS },
  deleteRoom: { channel: OWNER, private: OWNER, direct: NONE, archived: OWNER },
  joinRoom: { channel: SESSIONS, private: NONE, direct: NONE, archived: NONE },
  leaveRoom: { channel: MEMBERS, private: MEMBERS, direct: NONE, archived: MEMBERS },
  changeMine: { channel: MEMBERS, private: MEMBERS, direct: ['member'], archived: MEMBERS },
  listMembers: { channel: ACCOUNTS, private: MEMBERS, direct: ['member'], archived: MEMBERS },
  listSeen: { channel: ACCOUNTS, private: MEMBERS, direct: ['member'], archived: MEMBERS },
  markUnread: { channel: SESSIONS, private: MEMBERS, direct: ['member'], archived: MEMBERS },
  addMember: { channel: ACCOUNTS, private: MEMBERS, direct: NONE, archived: NONE },
  changeMember: { channel: MODERATORS, private: MODERATORS, direct: NONE, archived: NONE },
  removeMember: { channel: MODERATORS, private: MODERATORS, direct: NONE, archived: NONE },
  ban: { channel: MODERATORS, private: MODERATORS, direct: NONE, archived: NONE },
  unban: { channel: MODERATORS, private: MODERATORS, direct: NONE, archived: NONE },
  listAudit: { channel: MODERATORS, private: MODERATORS, direct: NONE, archived: NONE },
  createInvite: { channel: ACCOUNTS, private: MEMBERS, direct: NONE, archived: NONE },
  listInvites: { channel: ACCOUNTS, private: MEMBERS, direct: NONE, archived: NONE },
  revokeInvite: { channel: ACCOUNTS, private: MEMBERS, direct: NONE, archived: NONE },
  // The commands of the log, over HTTP.
  history: { channel: READERS.channel, private: MEMBERS, direct: ['member'], archived: MEMBERS },
  send: { channel: ['nobody', ...SESSIONS], private: MEMBERS, direct: ['member'], archived: NONE },
  edit: { channel: ['member'], private: ['member'], direct: ['member'], archived: NONE },
  delete: { channel: MEMBERS, private: MEMBERS, direct: ['member'], archived: NONE },
}

/** What is asked: the least that shows whether it is allowed. Where it can, it asks for what is not there. */
const REQUESTS: Readonly<Record<string, (room: string, seq: number) => readonly [how: string, body?: object]>> = {
  readRoom: room => [`GET /api/rooms/${room}`],
  changeRoom: room => [`PATCH /api/rooms/${room}`, { topic: 'another' }],
  deleteRoom: room => [`DELETE /api/rooms/${room}`, { title: 'not its title' }],
  joinRoom: room => [`POST /api/rooms/${room}/join`],
  leaveRoom: room => [`POST /api/rooms/${room}/leave`],
  changeMine: room => [`PATCH /api/rooms/${room}/mine`, { favourite: true }],
  listMembers: room => [`GET /api/rooms/${room}/members`],
  listSeen: room => [`GET /api/rooms/${room}/seen?seq=1`],
  markUnread: (room, seq) => [`POST /api/rooms/${room}/unread`, { seq }],
  addMember: room => [`POST /api/rooms/${room}/members`, { person: 'u_nobody' }],
  changeMember: room => [`PUT /api/rooms/${room}/members/u_nobody`, { mutedSeconds: 0 }],
  removeMember: room => [`DELETE /api/rooms/${room}/members/u_nobody`],
  ban: room => [`PUT /api/rooms/${room}/bans/u_nobody`],
  unban: room => [`DELETE /api/rooms/${room}/bans/u_nobody`],
  listAudit: room => [`GET /api/rooms/${room}/audit`],
  createInvite: room => [`POST /api/rooms/${room}/invites`, {}],
  listInvites: room => [`GET /api/rooms/${room}/invites`],
  revokeInvite: room => [`DELETE /api/rooms/${room}/invites/nocode`],
  history: room => [`GET /api/rooms/${room}/messages`],
  send: room => ['POST /send/', { data: 'hello', channel: room }],
  edit: (room, seq) => [`PATCH /api/rooms/${room}/messages/${seq}`, { text: 'edited' }],
  delete: (room, seq) => [`DELETE /api/rooms/${room}/messages/${seq}`],
}

function expected(name: string, kind: Kind, asker: Asker): Outcome {
  if (ALLOWED[name]?.[kind].includes(asker)) return 'allowed'
  // A session is asked for before anything else, except where scripts may write and everybody may read.
  if (asker === 'nobody' && name !== 'send' && name !== 'history') return 'unauthorized'
  return READERS[kind].includes(asker) ? 'forbidden' : 'hidden'
}

const errorOf = (body: unknown): { code?: unknown, message?: unknown } =>
  typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'object' ? { ...body.error } : {}

function outcome({ status, body }: { status: number, body: unknown }): Outcome {
  const { message } = errorOf(body)
  if (status >= 500 || status === 429) throw new Error(`Answered ${status}: ${JSON.stringify(body)}`)
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  return typeof message === 'string' && message.startsWith('There is no channel') ? 'hidden' : 'allowed'
}

const inRoom = OPERATIONS.filter(({ path }) => path.includes('{room}')).map(({ id }) => id)

describe('the matrix of permissions', () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>
  let database: pg.Client
  let app: TestApp
  const cookies = new Map<Asker, string>()
  const ids = new Map<Asker, string>()

  beforeAll(async () => {
    postgres = await startPostgres()
    const env = { DATABASE_URL: postgres.url, SESSION_SECRET: 'a secret of thirty-two characters', RATE_LIMIT: 'off' }
    app = await startApp({ env })
    database = new pg.Client(postgres.url)
    await database.connect()
    cookies.set('nobody', '').set('guest', await visit(app.url))
    for (const asker of ASKERS.slice(2)) {
      const { session, cookie } = await signUp(app.url, `one_${asker}`)
      cookies.set(asker, cookie)
      ids.set(asker, session.user.id)
    }
    const { session } = await signUp(app.url, 'one_other')
    other = session.user.id
  }, 120_000)
  afterAll(async () => {
    await database?.end()
    await app?.stop()
    await postgres?.stop()
  })
  let other = ''

  /** A room of the kind with everybody in it, and a message of the member for each asker to change. */
  async function room(name: string, kind: Kind): Promise<string> {
    const id = `r_${kind}_${name}`
    await database.query('INSERT INTO room (id, epoch, last_seq, first_seq) VALUES ($1, $1, $2, 1)', [id, ASKERS.length])
    const stored = kind === 'archived' ? 'private' : kind
    await database.query('INSERT INTO room_info (id, kind, title, created_at, archived_at) VALUES ($1, $2, $3, 1, $4)', [
      id, stored, 'Design', kind === 'archived' ? 1 : null,
    ])
    const add = (person: string | undefined, state: string, role: string) => database.query(
      'INSERT INTO membership (room, person, state, role, joined_at) VALUES ($1, $2, $3, $4, 1)', [id, person, state, role],
    )
    await add(ids.get('member'), 'member', 'member')
    // Of two owners each may leave.
    await add(other, 'member', kind === 'direct' ? 'member' : 'owner')
    if (kind !== 'direct') {
      for (const role of ['moderator', 'owner'] as const) await add(ids.get(role), 'member', role)
      for (const state of ['removed', 'banned'] as const) await add(ids.get(state), state, 'member')
    }
    for (let seq = 1; seq <= ASKERS.length; seq++) {
      const marks = [id, seq, ids.get('member'), 'Member', Date.now()]
      await database.query(`INSERT INTO event (room, seq, kind, author_id, author_name, at, body)
        VALUES ($1, $2, 'message', $3, $4, $5, '{"id":"m","text":"hello"}')`, marks)
      await database.query(`INSERT INTO message (room, seq, id, author_id, author_name, at, text)
        VALUES ($1, $2, 'm', $3, $4, $5, 'hello')`, marks)
    }
    return id
  }

  it('has a row for each operation and each command', () => {
    const names = [...inRoom, 'history', ...Object.keys(COMMANDS)].sort()
    expect(Object.keys(ALLOWED).sort()).toEqual(names)
    expect(Object.keys(REQUESTS).sort()).toEqual(names)
  })

  const rows = Object.keys(ALLOWED).flatMap(name => KINDS.map(kind => ({ name, kind })))

  it.each(rows)('is kept by the server: $name in a room of the kind $kind', async ({ name, kind }) => {
    const id = await room(name, kind)
    const outcomes: Record<string, Outcome> = {}
    for (const [index, asker] of ASKERS.entries()) {
      const [how, body] = REQUESTS[name]?.(id, index + 1) ?? ['']
      outcomes[asker] = outcome(await request(app.url, how, body, { cookie: cookies.get(asker) ?? '' }))
    }
    expect(outcomes).toEqual(Object.fromEntries(ASKERS.map(asker => [asker, expected(name, kind, asker)])))
  })
})
