import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, PASSWORD, signUp, type Account } from '../../../support/people'
import { startPlace, type TestPlace } from '../../../support/place'
import { startPostgres, type TestPostgres } from '../../../support/postgres'
import { waitFor } from '../../../support/wait-for'

let postgres: TestPostgres
let place: TestPlace
let ada: Account
let room: string

beforeAll(async () => {
  postgres = await startPostgres()
  place = await startPlace({ DATABASE_URL: await postgres.createDatabase('away'), SESSION_SECRET: 's'.repeat(40) })
  ada = await signUp(place.url, 'ada')
  const { body } = await ask(place.url, 'POST /api/rooms', { kind: 'private', title: 'Design' }, ada.cookie)
  room = (body as { room: { id: string } }).room.id
})
afterAll(async () => {
  await place?.stop()
  await postgres?.stop()
})

/** What reads, what writes, what runs a transaction, and what has no session. */
function operations(): [how: string, body?: object][] {
  return [
    ['GET /api/rooms'], [`GET /api/rooms/${room}/members`], ['GET /api/account'], ['GET /api/settings'],
    ['GET /api/sign-ins'], ['POST /api/rooms', { kind: 'private', title: 'Other' }],
    [`PATCH /api/rooms/${room}`, { title: 'New' }], [`POST /api/rooms/${room}/invites`, {}],
    ['POST /api/sign-in', { handle: 'ada', password: PASSWORD }], ['PATCH /api/account', { status: 'away' }],
  ]
}

async function answers() {
  return Promise.all(operations().map(async ([how, body]) => {
    const [method = '', path = ''] = how.split(' ')
    const response = await fetch(place.url + path, {
      method,
      headers: { cookie: ada.cookie, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const code = ((await response.json()) as { error?: { code: string } }).error?.code ?? 'ok'
    return [how, response.status, code, response.headers.get('retry-after')]
  }))
}

const unavailable = () => operations().map(([how]) => [how, 503, 'unavailable', '1'])

describe('operations while PostgreSQL is away', () => {
  it('are answered with `unavailable` and when to try again, and work once it is back', async () => {
    await postgres.kill('SIGQUIT')
    // At first over the connections that broke, then over none.
    expect(await answers()).toEqual(unavailable())
    expect(await answers()).toEqual(unavailable())
    await postgres.restart()
    await waitFor(async () =>
      expect((await answers()).map(([, status]) => status)).toEqual(operations().map(() => 200)),
    )
  })
})
