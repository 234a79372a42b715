import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ROOT } from '../../../../../scripts/lib/paths.mjs'
import { createOwnerCode } from '../../../../../server/domain/people/accounts/owner-code'
import { createResetCode } from '../../../../../server/domain/people/security/reset-code'
import { visit } from '../../../../support/parley-client'
import { ask, PASSWORD, signUp, type Account, type Answer } from '../../../../support/people'
import { beforeNextChange, startPlace, type TestPlace } from '../../../../support/place'

let place: TestPlace
beforeAll(async () => {
  place = await startPlace({ RATE_LIMIT: '100000/1' })
})
afterAll(() => place?.stop())

// The row would open once the account is enabled again.
it.each([
  ['a password', async () => ({ how: 'POST /api/sign-in', body: { handle: 'ada', password: PASSWORD } })],
  ['a link for a new password', async (id: string) => (
    { how: 'POST /api/reset', body: { code: await createResetCode(place.parley.place.db, id), password: PASSWORD } }
  )],
] as const)('leaves no sign-in of an account that is disabled while %s is hashed', async (_way, door) => {
  const { place: { db, signIns } } = place.parley
  const handle = 'ada'
  const exists = await db.selectFrom('person').select('id').where('handle', '=', handle).executeTakeFirst()
  const id = exists?.id ?? (await signUp(place.url, handle)).session.user.id
  await db.updateTable('person').set({ disabled_at: null }).where('id', '=', id).execute()
  await db.deleteFrom('session').where('person', '=', id).execute()
  const { how, body } = await door(id)
  beforeNextChange(place, () => db.updateTable('person').set({ disabled_at: 1 }).where('id', '=', id).execute())
  const { status } = await ask(place.url, how, body)
  expect([401, 403]).toContain(status)
  expect(await signIns.list(id)).toEqual([])
})

const OBSTACLES = ['a wrong secret', 'a disabled account', 'a second factor', 'closed sign-up'] as const
type Obstacle = typeof OBSTACLES[number]

/** Tries the way against an obstacle. A sentence says why there is nothing to try, or where it is tried. */
type Try = string | ((account: Account) => Promise<Answer>)

const post = (path: string, body: object, cookie?: string) => ask(place.url, `POST ${path}`, body, cookie)
const signInWith = (password: string) => ({ handle }: Account) => post('/api/sign-in', { handle, password })
const resetOf = async ({ session }: Account) => {
  const code = await createResetCode(place.parley.place.db, session.user.id)
  return post('/api/reset', { code, password: PASSWORD })
}

const NO_NEW_ACCOUNT = 'makes no account'
const NEW_ACCOUNT = 'makes a new account'

/** Every file that stores a sign-in, and so lets a browser in. A new one must say what stops it. */
const WAYS: Readonly<Record<string, Readonly<Record<Obstacle, Try>>>> = {
  'sign-in/sign-in.ts': {
    'a wrong secret': signInWith('a wrong password'),
    'a disabled account': signInWith(PASSWORD),
    'a second factor': signInWith(PASSWORD),
    'closed sign-up': NO_NEW_ACCOUNT,
  },
  'security/reset-password.ts': {
    'a wrong secret': () => post('/api/reset', { code: 'nocode', password: PASSWORD }),
    'a disabled account': resetOf,
    'a second factor': resetOf,
    'closed sign-up': NO_NEW_ACCOUNT,
  },
  'accounts/claim-place.ts': {
    'a wrong secret': () => (
      post('/api/owner', { code: 'nocode', name: 'Nina', handle: 'newcomer', password: PASSWORD })
    ),
    'a disabled account': NEW_ACCOUNT,
    'a second factor': NEW_ACCOUNT,
    'closed sign-up': 'is how a place begins: the operator has the link',
  },
  'accounts/sign-up.ts': {
    'a wrong secret': async () => post('/api/account', { handle: 'newcomer', password: PASSWORD }),
    'a disabled account': NEW_ACCOUNT,
    'a second factor': NEW_ACCOUNT,
    'closed sign-up': async () => post('/api/account', { handle: 'newcomer', password: PASSWORD }, await visit(place.url)),
  },
  'keep-visitor.ts': {
    'a wrong secret': () => ask(place.url, 'PATCH /api/rooms/channel_1/mine', { favourite: true }, 'parley-session=x'),
    'a disabled account': ({ cookie }) => ask(place.url, 'PATCH /api/rooms/channel_1/mine', { favourite: true }, cookie),
    'a second factor': 'is for guests, who have none',
    'closed sign-up': NO_NEW_ACCOUNT,
  },
  'oidc/provider-account.ts': {
    'a wrong secret': 'oidc/oidc-providers.test.ts',
    'a disabled account': 'oidc/oidc-operations.test.ts: "is no way past a second factor, a disabled account …"',
    'a second factor': 'the same',
    'closed sign-up': 'the same',
  },
}

let owner = ''

/** As the owner of the place sets it. */
async function closeSignUp(closed = true) {
  const code = owner === '' ? await createOwnerCode(place.parley.place.db) : ''
  const claim = { code, name: 'Olga', handle: 'olga', password: PASSWORD }
  if (owner === '') owner = (await post('/api/owner', claim)).cookie
  const { status } = await ask(place.url, 'PATCH /api/settings', { signUp: closed ? 'closed' : 'open' }, owner)
  expect(status).toBe(200)
}

it('knows every way to a session', () => {
  const folder = join(ROOT, 'server')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))
  const ways = files.filter(file => /signIns\.create\(|insertInto\('session'\)/.test(readFileSync(join(folder, file), 'utf8')))
  const names = ways.map(file => file.split(sep).join('/').replace('domain/people/', ''))
  // That one only stores the row.
  expect(names.filter(name => name !== 'sign-ins.ts').sort()).toEqual(Object.keys(WAYS).sort())
})

const TRIES = Object.entries(WAYS).flatMap(([way, tries]) => OBSTACLES.flatMap((obstacle) => {
  const attempt = tries[obstacle]
  return typeof attempt === 'string' ? [] : [{ way, obstacle, attempt }]
}))

it.each(TRIES)('lets no user in by $way past $obstacle', async ({ way, obstacle, attempt }) => {
  const { place: { db } } = place.parley
  const account = await signUp(place.url, `door_${TRIES.findIndex(one => one.way === way && one.obstacle === obstacle)}`)
  const { id } = account.session.user
  const set = { 'a disabled account': { disabled_at: 1 }, 'a second factor': { totp_secret: 'JBSWY3DPEHPK3PXP' } }
  if (obstacle in set) await db.updateTable('person').set(Reflect.get(set, obstacle)).where('id', '=', id).execute()
  const isClosed = obstacle === 'closed sign-up'
  if (isClosed) await closeSignUp()
  place.parley.place.people.forget(id)
  await db.deleteFrom('session').where('person', '=', id).execute()
  const { status, cookie } = await attempt(account)
  expect([400, 401, 403, 404, 409]).toContain(status)
  expect(await db.selectFrom('session').select('id').where('person', '=', id).execute()).toEqual([])
  expect((await ask(place.url, 'GET /api/account', undefined, cookie)).status).toBe(401)
  expect(await db.selectFrom('person').select('id').where('handle', '=', 'newcomer').execute()).toEqual([])
  if (isClosed) await closeSignUp(false)
})
