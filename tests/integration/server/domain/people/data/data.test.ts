import { execaSync } from 'execa'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createOwnerCode } from '../../../../../../server/domain/people/accounts/owner-code'
import { OPERATIONS } from '../../../../../../server/domain/operations/table'
import { ENGINES } from '../../../../../support/engine'
import { visit } from '../../../../../support/parley-client'
import { ask, PASSWORD, signUp, type Account } from '../../../../../support/people'
import { startPlaceOn, type TestPlace } from '../../../../../support/place'
import { connectPlace } from '../../../../../support/place-socket'
import { startRedis, type TestRedis } from '../../../../../support/redis'

/** Every table: where the export has what is in it of a user, or why it has nothing of it. */
const TABLES: Readonly<Record<string, { readonly part: string } | { readonly none: string }>> = {
  person: { part: 'profile' },
  picture: { part: 'profile' },
  session: { part: 'signIns' },
  membership: { part: 'memberships' },
  room_info: { part: 'createdRooms' },
  read_mark: { part: 'readMarks' },
  invite: { part: 'invitations' },
  invite_use: { part: 'usedInvitations' },
  audit: { part: 'deeds' },
  blocked: { part: 'blocked' },
  message: { part: 'messages' },
  event: { none: 'what messages were before they were edited, and what happened to rooms' },
  mention: { none: 'derived from what others wrote' },
  feed: { none: 'derived: which rooms changed' },
  feed_head: { none: 'derived: which rooms changed' },
  one_time_code: { none: 'hashes of links that set a password' },
  room: { none: 'heads of logs' },
  setting: { none: 'of the place' },
  consumer_cursor: { none: 'of the server' },
  consumer_lease: { none: 'of the server' },
  kysely_migration: { none: 'of the server' },
  kysely_migration_lock: { none: 'of the server' },
}

/** What others write: it stays, and so does the handle that they typed. */
const CALL = 'do you hear, @zacharias?'

/** Where words of the user are, apart from what others wrote and from the title of a room. */
function traces(text: string): string[] {
  const words = text.replaceAll(CALL, '').replaceAll('Of the canary', '')
  return [...words.matchAll(/.{0,80}(canary|zacharias|iVBORw0|IHDR).{0,40}/gi)].map(([found]) => found)
}

/**
 * All files of a data folder, one byte per character. Read by another process: to close a file of SQLite would free all
 * locks that this process has on it.
 */
function filesIn(folder: string): string {
  const command = ['-type', 'f', '-exec', 'cat', '{}', '+']
  return execaSync('find', [folder, ...command], { encoding: 'latin1', reject: false }).stdout
}

/** What the process wrote to its output. */
const output: string[] = []
vi.doMock('../../../../../../server/platform/logging/output', () => (
  { boundErrors() {}, openOutput: () => ({ write: (line: string) => void output.push(line) }) }
))

/** A picture of one pixel. */
const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

describe.each(ENGINES)('what is stored of a user, on %s', (engine) => {
  let redis: TestRedis | null = null
  let place: TestPlace
  let url: string
  let owner: Account
  let user: Account
  let room: string

  beforeAll(async () => {
    redis = engine === 'postgres' ? await startRedis() : null
    place = await startPlaceOn(engine, { RATE_LIMIT: 'off', ...(redis ? { REDIS_URL: redis.url } : {}) })
    const { logger } = await import('../../../../../../server/platform/logging/logger')
    logger.level = 'trace'
    logger.trace('the test hears it')
    expect(output.join()).toContain('the test hears it')
    url = place.url
    const claim = { code: await createOwnerCode(place.parley.place.db), name: 'Olga', handle: 'olga', password: PASSWORD }
    const won = await ask(url, 'POST /api/owner', claim)
    owner = { cookie: won.cookie, handle: 'olga', password: PASSWORD, session: won.body as Account['session'] }
  })
  afterAll(async () => {
    await place?.stop()
    await redis?.stop()
  })

  async function done(how: string, body: object | undefined, cookie: string) {
    const answer = await ask(url, how, body, cookie)
    expect({ how, ...answer }).toMatchObject({ status: 200 })
    return answer.body
  }

  async function dump(): Promise<string> {
    const { db } = place.parley.place
    const tables = await db.introspection.getTables()
    const rows = await Promise.all(tables.map(({ name }) => sql`SELECT * FROM ${sql.table(name)}`.execute(db)))
    return JSON.stringify(rows.map(result => result.rows))
  }

  /** What a reader of everything gets: the answer of each operation that reads, and of history. */
  async function answers(reader: string, person: string): Promise<string> {
    const given = (path: string) => path
      .replace('{room}', room).replace('{person}', person).replace('{code}', 'nocode').replace('{provider}', 'none')
    const paths = OPERATIONS.filter(({ method }) => method === 'GET').map(({ path }) => given(path))
    expect(paths.filter(path => path.includes('{'))).toEqual([])
    const queries = ['/api/people?q=zach', `/api/rooms/${room}/members?q=zach`, `/api/rooms/${room}/seen?seq=1`]
    const histories = [room, 'channel_1'].map(id => `/api/rooms/${id}/messages`)
    const read = await Promise.all([...paths, ...queries, ...histories].map(path => ask(url, `GET ${path}`, undefined, reader)))
    return JSON.stringify(read.map(({ body }) => body))
  }

  it('is all in the export: a new table has to be decided on', async () => {
    const tables = await place.parley.place.db.introspection.getTables()
    const decided = Object.keys(TABLES).filter(name => !name.startsWith('kysely_')).sort()
    expect(tables.map(({ name }) => name).filter(name => !name.startsWith('kysely_')).sort()).toEqual(decided)
  })

  it('is exported with everything that the user did, and without what signs in', async () => {
    const { log, place: { db } } = place.parley
    user = await signUp(url, 'zacharias')
    const { cookie, session: { user: { id } } } = user
    const created = await done('POST /api/rooms', { kind: 'private', title: 'Of the canary' }, cookie) as { room: { id: string } }
    room = created.room.id
    await done(`POST /api/rooms/${room}/members`, { person: owner.session.user.id }, cookie)
    await done(`POST /api/rooms/${room}/invites`, {}, cookie)
    const { code } = await done('POST /api/rooms', { kind: 'private', title: 'Other' }, owner.cookie)
      .then(async (body) => {
        const { room: { id: other } } = body as { room: { id: string } }
        return await done(`POST /api/rooms/${other}/invites`, {}, owner.cookie) as { code: string }
      })
    await done(`POST /api/invites/${code}/accept`, {}, cookie)
    await done('PATCH /api/account', { status: 'canary on board', statusUntil: Date.now() + 1e9, language: 'zh' }, cookie)
    await done('PUT /api/account/mail', { mail: 'canary@example.org', password: PASSWORD }, cookie)
    await done('PUT /api/account/picture', { data: PICTURE }, cookie)
    await done('POST /api/account/totp', { password: PASSWORD }, cookie)
    await db.updateTable('person').set({ issuer: 'https://canary.example', subject: 'canary' }).where('id', '=', id).execute()
    const stranger = await signUp(url, 'stranger')
    await done(`PUT /api/blocks/${stranger.session.user.id}`, {}, cookie)
    await db.insertInto('audit')
      .values({ id: 'a_reason', room, at: 1, by: id, action: 'remove', target: 'u_other', reason: 'a canary told me' }).execute()

    const author = { id, name: 'Zacharias' }
    const marks = (n: number, by: typeof author) => ({ room, author: by, id: `m${n}`, at: Date.now(), clientId: `c${n}` })
    const { event } = await log.append({ type: 'message', ...marks(1, author), text: 'the canary sings' })
    await log.append({ type: 'edit', ...marks(2, author), target: event.seq, text: 'the canary sang' })
    await log.append({ type: 'message', ...marks(3, author), text: 'another canary' })
    await done('POST /api/rooms/read-all', {}, cookie)

    const exported = await done('GET /api/account/export', undefined, cookie) as Record<string, unknown>
    const parts = Object.values(TABLES).flatMap(table => 'part' in table ? [table.part] : [])
    expect(Object.keys(exported).sort()).toEqual([...new Set(parts)].sort())
    expect(parts.filter(part => Object.keys(Object(exported[part])).length === 0)).toEqual([])
    expect(exported).toMatchObject({
      profile: {
        id, handle: 'zacharias', status: 'canary on board', statusUntil: expect.any(Number), language: 'zh', hidesPresence: false,
        provider: { subject: 'canary' }, mail: 'canary@example.org', picture: { type: 'image/png', data: PICTURE },
      },
      memberships: expect.arrayContaining([expect.objectContaining({ room, role: 'owner', title: 'Of the canary', favourite: false })]),
      usedInvitations: [{ at: expect.any(Number), room: expect.any(String) }],
      blocked: [stranger.session.user.id],
      messages: [{ room, seq: event.seq, text: 'the canary sang' }, { text: 'another canary' }],
    })
    const { totp_pending: secret } = await db.selectFrom('person').select('totp_pending').where('id', '=', id).executeTakeFirstOrThrow()
    for (const word of ['scrypt', secret ?? 'scrypt', code]) expect(JSON.stringify(exported)).not.toContain(word)
  })

  it('is exported once each while the user goes on writing', async () => {
    const writer = await signUp(url, 'wanda')
    const socket = await connectPlace(place, writer.cookie)
    const write = (from: number, to: number) => {
      for (let n = from; n < to; n++) socket.sends({ type: 'send', room: 'channel_1', clientId: `w${n}`, text: `line ${n}` })
      return expect.poll(() => socket.events.filter(({ type }) => type === 'ack').length).toBe(to)
    }
    await write(0, 30)
    const writing = write(30, 90)
    const { messages } = await done('GET /api/account/export', undefined, writer.cookie) as { messages: { seq: number, text: string }[] }
    await writing
    socket.ends()
    const texts = messages.map(({ text }) => text)
    expect(new Set(texts).size).toBe(texts.length)
    expect(texts).toEqual(Array.from(texts, (_, n) => `line ${n}`))
    expect(texts.length).toBeGreaterThanOrEqual(30)
  })

  it('is nowhere once the user is erased: in no table, file, memory, Redis, answer or output; what others wrote stays', async () => {
    const { log, place: { db } } = place.parley
    const { cookie, session: { user: { id } } } = user
    const socket = await connectPlace(place, owner.cookie)
    socket.sends({ type: 'join', id: 1, room })
    const joined = () => socket.events.filter(({ type }) => type === 'joined').at(-1)
    await expect.poll(joined).toBeDefined()
    const written = async (frame: object) => {
      const { length } = socket.events.filter(({ type }) => type === 'ack')
      socket.sends({ room, ...frame })
      await expect.poll(() => socket.events.filter(({ type }) => type === 'ack').length).toBe(length + 1)
      const ack = socket.events.filter(({ type }) => type === 'ack').at(-1)
      return ack?.type === 'ack' ? ack.seq : 0
    }
    const kept = await written({ type: 'send', clientId: 'call', text: CALL })
    const edited = await written({ type: 'send', clientId: 'calls', text: 'one more' })
    await written({ type: 'edit', clientId: 'edit1', target: edited, text: CALL })
    await written({ type: 'edit', clientId: 'edit2', target: edited, text: 'nobody is called' })
    expect(await log.message(room, kept)).toMatchObject({ mentions: [{ id, handle: 'zacharias' }] })

    for (const handle of ['zacharias', '@Zacharias'])
      expect(await ask(url, 'POST /api/sign-in', { handle, password: 'the wrong canary' })).toMatchObject({ status: 401 })
    expect(await ask(url, 'POST /api/account/erase', { password: 'wrong' }, cookie)).toMatchObject({ status: 401 })
    expect(await ask(url, 'POST /api/account/erase', { guest: true }, cookie)).toMatchObject({ status: 401 })
    expect(await ask(url, 'POST /api/account/erase', { password: PASSWORD }, owner.cookie)).toMatchObject({ status: 403 })
    const accessOf = async () => (await log.heads([room])).get(room)?.access
    const access = await accessOf() ?? 0
    expect(await ask(url, 'POST /api/account/erase', { password: PASSWORD }, cookie)).toMatchObject({ status: 200, cookie: '' })
    expect(await accessOf()).toBeGreaterThan(access)

    await expect.poll(async () => traces(await dump()), { timeout: 20_000 }).toEqual([])
    expect(traces(await answers(owner.cookie, id))).toEqual([])
    expect(traces(await answers('', id))).toEqual([])
    expect(await done('GET /api/account/export', undefined, owner.cookie)).toMatchObject({ messages: [{ text: CALL }, {}] })
    // On SQLite what was deleted leaves the -wal file with the next look at it.
    const inFiles = () => traces(filesIn(place.parley.config.DATA_DIR))
    if (engine === 'sqlite') await expect.poll(inFiles, { timeout: 20_000 }).toEqual([])
    if (redis) {
      const held = await redis.contents()
      expect(held).toContain('sign-in')
      expect(traces(held)).toEqual([])
    }
    expect(traces(output.join())).toEqual([])
    const again = await connectPlace(place, owner.cookie)
    again.sends({ type: 'join', id: 2, room })
    const page = () => again.events.find(({ type }) => type === 'joined')
    await expect.poll(page).toBeDefined()
    expect(traces(JSON.stringify(again.events))).toEqual([])
    expect(JSON.stringify(page())).toContain(CALL)

    expect(await log.message(room, kept)).toEqual(expect.objectContaining({ text: CALL }))
    expect(await db.selectFrom('mention').select('seq').where('person', '=', id).execute()).toEqual([])
    expect(await ask(url, 'GET /api/account', undefined, cookie)).toMatchObject({ status: 401 })
    expect((await ask(url, `GET /api/people/${id}`, undefined, owner.cookie)).body).toMatchObject({ name: 'Deleted user' })
    socket.ends()
    again.ends()
  }, 60_000)

  it.each(['with a row', 'without one'])('everything of a guest is exported and erased as well, %s', async (which) => {
    const { db } = place.parley.place
    let cookie = await visit(url)
    if (which === 'with a row') ({ cookie } = await ask(url, 'POST /api/rooms/read-all', {}, cookie))
    const { user: { id, name } } = (await ask(url, 'GET /api/session', undefined, cookie)).body as Account['session']
    const socket = await connectPlace(place, cookie)
    socket.sends({ type: 'send', room: 'channel_1', clientId: 'guest', text: `a pelican ${which}` })
    await expect.poll(() => socket.events.some(({ type }) => type === 'ack')).toBe(true)

    socket.ends()
    const exported = await done('GET /api/account/export', undefined, cookie)
    expect(exported).toMatchObject({ profile: { id, name, role: 'guest' }, messages: [{ text: `a pelican ${which}` }] })
    expect(await ask(url, 'POST /api/account/erase', {}, cookie)).toMatchObject({ status: 400 })
    expect(await ask(url, 'POST /api/account/erase', { guest: true }, cookie)).toMatchObject({ status: 200, cookie: '' })
    await expect.poll(async () => (await dump()).includes(`a pelican ${which}`), { timeout: 20_000 }).toBe(false)
    expect(await db.selectFrom('person').select(['name', 'disabled_at']).where('id', '=', id).execute())
      .toEqual([{ name: 'Deleted user', disabled_at: expect.any(Number) }])
    const later = await ask(url, 'GET /api/session', undefined, cookie)
    expect(later.body).not.toMatchObject({ user: { id } })
  })
})
