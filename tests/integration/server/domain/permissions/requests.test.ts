import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BODY_MAX_BYTES } from '../../../../../shared/limits'
import { roomAnswerSchema } from '../../../../../shared/schemas/rooms'
import { DESCRIBED } from '../../../../../server/app/http/described'
import { OPERATIONS } from '../../../../../server/domain/operations/table'
import { createOwnerCode } from '../../../../../server/domain/people/accounts/owner-code'
import { visit } from '../../../../support/parley-client'
import { ask, PASSWORD, signUp } from '../../../../support/people'
import { startPlaceOn, type TestPlace } from '../../../../support/place'
import { ELSEWHERE, formsOf, IN_ROOM, OTHER_ROUTES } from './decisions'
import { fieldsIn, fieldsOf } from './inputs'

const SECRETS = {
  SESSION_SECRET: 'a canary of the sessions, of 32 characters',
  METRICS_TOKEN: 'a-canary-of-the-metrics',
  SMTP_URL: 'smtp://parley:canary-of-mails@127.0.0.1:1',
  OIDC_PROVIDERS: JSON.stringify([
    { id: 'work', name: 'Work', issuer: 'http://127.0.0.1:1', clientId: 'parley', clientSecret: 'canary of a provider' },
  ]),
}

type Request = readonly [how: string, body?: object]
type Described = typeof DESCRIBED[number]

let place: TestPlace
/** The cookies of the owner of the place, who owns a room, of a member of it, and of a guest. */
let owner: string
let member: string
let guest: string
let room: string

// PostgreSQL refuses more than SQLite does: it has no zero character, and no number in place of a text.
beforeAll(async () => {
  place = await startPlaceOn('postgres', { ...SECRETS, RATE_LIMIT: 'off', MAIL_FROM: 'chat@example.org' })
  const code = await createOwnerCode(place.parley.place.db)
  owner = (await ask(place.url, 'POST /api/owner', { code, name: 'Olga', handle: 'olga', password: PASSWORD })).cookie
  const other = await signUp(place.url, 'mira')
  member = other.cookie
  guest = await visit(place.url)
  room = roomAnswerSchema.parse(
    (await ask(place.url, 'POST /api/rooms', { kind: 'private', title: 'Design' }, owner)).body,
  ).room.id
  await ask(place.url, `POST /api/rooms/${room}/members`, { person: other.session.user.id }, owner)
  await ask(place.url, 'POST /send/', { data: 'hello', channel: room }, owner)
})
afterAll(() => place?.stop())

/** A request in each of its forms, about the room of the owner. */
function requestsOf({ id, method, path }: Described): readonly Request[] {
  const decision = IN_ROOM[id]
  const about = { room, kind: 'private', seq: 1, other: 'u_nobody' } as const
  if (decision) return formsOf(decision).map(form => form.ask(about))
  const [, ...elsewhere] = ELSEWHERE[id] ?? ['', `${method} ${path}`, id === 'rename' ? { name: 'Olga' } : undefined]
  return [elsewhere]
}

const isWrite = ({ method }: Described) => method !== 'GET'

/** All rows of all tables. */
async function everything(): Promise<Record<string, unknown[]>> {
  const { db } = place.parley.place
  const tables = await db.introspection.getTables()
  const rows = await Promise.all(tables.map(async ({ name }) => (
    [name, (await sql`SELECT * FROM ${sql.table(name)} ORDER BY 1, 2`.execute(db)).rows] as const
  )))
  return Object.fromEntries(rows)
}

/** Whether a field takes a text: all its types are looked at, from the outer ones to the inner one. */
function takesText(schema: unknown): boolean {
  const def: unknown = Reflect.get(Object(Reflect.get(Object(schema), '_zod')), 'def')
  const [type, ...inner]: unknown[] = ['type', 'innerType', 'in'].map(key => Reflect.get(Object(def), key))
  return type === 'string' || type === 'enum' || inner.some(one => one !== undefined && takesText(one))
}

/** The same request with another value of one field, wherever that field is. Null where it can't hold the value. */
function withField({ path, method }: Described, base: Request, name: string, value: unknown): Request | null {
  const [how, body = {}] = base
  const isForm = body instanceof URLSearchParams || body instanceof FormData
  const [, address = ''] = how.split(' ')
  const text = typeof value === 'string' ? encodeURIComponent(value.toWellFormed()) : null
  if (path.includes(`{${name}}`)) {
    const places = path.split('/').map((part, index) => part === `{${name}}` ? text : address.split(/[/?]/)[index])
    return text ? [`${method} ${places.join('/')}`, base[1]] : null
  }
  const isQuery = method === 'GET' || address.includes(`?${name}=`)
  if (isQuery) return text === null ? null : [`${method} ${address.split('?')[0]}?${name}=${text}`]
  return isForm ? null : [how, { ...body, [name]: value }]
}

const NO_TEXTS = [{ $ne: '' }, ['x'], 1, null]
const TEXTS = ['\' OR 1=1 --', '\0', 'a\0b', '\uD800', '__proto__', 'x'.repeat(BODY_MAX_BYTES - 2_000)]
/** More than any body may have: one for each request is enough. */
const HUGE = 'x'.repeat(1_000_000)

describe('requests', () => {
  it('a write of a page of another site is refused, before anything else', async () => {
    for (const { id, method, path } of DESCRIBED.filter(isWrite).filter(({ id }) => !OTHER_ROUTES.includes(id))) {
      const response = await fetch(place.url + path.replaceAll(/\{\w+\}/g, '1'), {
        method,
        body: '{}',
        headers: { 'content-type': 'application/json', 'origin': 'https://evil.example', 'cookie': owner },
      })
      expect([id, response.status]).toEqual([id, 403])
    }
  })

  it('a write takes no field from the address, where a password would be logged', async () => {
    for (const { id, method, path } of OPERATIONS.filter(isWrite)) {
      const address = path.replaceAll(/\{\w+\}/g, 'x')
      const answer = await ask(place.url, `${method} ${address}?password=secret&code=secret`, undefined, member)
      expect([id, answer.status, JSON.stringify(answer.body).includes('in the body')]).toEqual([id, 400, true])
    }
  })

  it('a read changes nothing that is stored', async () => {
    const before = await everything()
    expect(before.event?.length).toBeGreaterThan(0)
    for (const described of DESCRIBED.filter(described => !isWrite(described) && described.id !== 'health')) {
      for (const [how] of requestsOf(described)) {
        for (const cookie of ['', guest, member, owner]) await ask(place.url, how, undefined, cookie)
      }
    }
    expect(await everything()).toEqual(before)
  })

  it('an operation takes no column of any table from a body that does not name it', async () => {
    const tables = await place.parley.place.db.introspection.getTables()
    const columns = [...new Set(tables.flatMap(({ columns }) => columns.map(({ name }) => name)))]
    expect(columns).toEqual(expect.arrayContaining(['role', 'disabled_at', 'totp_secret', 'access', 'author_id']))
    const before = await everything()
    for (const operation of OPERATIONS.filter(isWrite)) {
      const fields = fieldsOf(operation.input)
      const foreign = columns.filter(column => !fields.has(column))
      for (const [how, body = {}] of requestsOf(operation)) {
        // One by one as the route parses them, and all together over HTTP.
        const parts = Object.fromEntries([...fields.keys()].flatMap((name) => {
          const index = operation.path.split('/').indexOf(`{${name}}`)
          return index < 0 ? [] : [[name, how.split(/[ /?]/)[index + 1]]]
        }))
        const taken = foreign.filter(column => operation.input.safeParse({ ...parts, ...body, [column]: 'x' }).success)
        expect({ id: operation.id, taken }).toEqual({ id: operation.id, taken: [] })
        const all = Object.fromEntries(foreign.map(column => [column, 'x']))
        const { status } = await ask(place.url, how, { ...body, ...all }, owner)
        expect([how, status]).toEqual([how, 400])
      }
    }
    expect(await everything()).toEqual(before)
  })

  it('a lenient request writes only the fields that it takes', async () => {
    const columns = { id: 'u_nobody', author_id: 'u_nobody', author_name: 'Nobody', role: 'owner', seq: 1, at: 1, handle: 'x' }
    const sent = await ask(place.url, 'POST /send/', { data: 'lenient', channel: room, ...columns }, member)
    const renamed = await ask(place.url, 'PUT /api/session', { name: 'Mira', ...columns }, member)
    expect([sent.status, renamed.status]).toEqual([200, 200])
    expect(renamed.body).toMatchObject({ user: { name: 'Mira' }, account: { handle: 'mira', role: 'member' } })
    const { event = [] } = await everything()
    const [row] = event.filter(one => JSON.stringify(one).includes('lenient'))
    expect(row).toMatchObject({ author_name: 'Mira', kind: 'message' })
    expect([Reflect.get(Object(row), 'seq'), Reflect.get(Object(row), 'at')]).not.toContain(1)
  })

  it('anything in place of a text is refused with a sentence that names the field, and never fails the server', async () => {
    const cookieFor = (id: string) => id === 'signUp' ? guest : owner
    let tried = 0
    for (const described of DESCRIBED) {
      const requests = requestsOf(described)
      const texts = [...fieldsOf(described.input)].filter(([, schema]) => takesText(schema))
      for (const [index, [name]] of texts.entries()) {
        const base = requests.find(request => fieldsIn(...request).includes(name)) ?? requests[0]
        for (const value of [...NO_TEXTS, ...TEXTS, ...index === 0 ? [HUGE] : []]) {
          const request = base && withField(described, base, name, value)
          if (!request) continue
          tried++
          const [how, given] = request
          const { status, body } = await ask(place.url, how, given, cookieFor(described.id))
          const what = { id: described.id, name, value: JSON.stringify(value).slice(0, 20) }
          expect({ ...what, status }).toEqual({ ...what, status: expect.toSatisfy((code: number) => code < 500) })
          expect({ ...what, body }).not.toMatchObject({ body: { error: { message: expect.stringContaining('can\'t') } } })
          if (typeof value === 'string' || (value === null && described.input.safeParse({ [name]: null }).success)) continue
          const told = JSON.stringify(body)
          expect({ ...what, status, told }).toEqual({ ...what, status: 400, told: expect.stringContaining(name) })
        }
      }
    }
    expect(tried).toBeGreaterThan(500)
  }, 60_000)

  it('no answer has a secret of the configuration, or of a user', async () => {
    const stored = await place.parley.place.db.selectFrom('person').select('password').execute()
    const secrets = [
      ...Object.values(SECRETS), 'canary', ...stored.flatMap(({ password }) => password === null ? [] : [password]),
    ]
    expect(secrets.length).toBeGreaterThan(6)
    // The last of the table ends the session.
    for (const described of DESCRIBED) {
      for (const [how, body] of requestsOf(described)) {
        for (const cookie of [member, owner]) {
          const [method = '', path = ''] = how.split(' ')
          const isForm = body instanceof FormData || body instanceof URLSearchParams
          const response = await fetch(place.url + path, {
            method,
            redirect: 'manual',
            headers: { cookie, ...(body && !isForm ? { 'content-type': 'application/json' } : {}) },
            ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
          })
          const told = `${await response.text()} ${JSON.stringify([...response.headers])}`
          expect({ how, found: secrets.filter(secret => told.includes(secret)) }).toEqual({ how, found: [] })
        }
      }
    }
  })
})
