import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ROOT } from '../../../scripts/lib/paths.mjs'
import { sessionSchema } from '../../../shared/schemas/user'
import browser from '../../fixtures/2c503ef.json'
import { ask } from '../../support/people'
import { startPlace, type TestPlace } from '../../support/place'
import { connectPlace } from '../../support/place-socket'
import { waitFor } from '../../support/wait-for'

const { cookie, user, room, position } = browser

/** What tests/fixtures/2c503ef.mjs said in the room. */
const TEXTS = 120

describe('the database and the browser of a user, as commit 2c503ef left them', () => {
  let folder: string
  let place: TestPlace

  beforeAll(async () => {
    // The cookie is good for a year.
    vi.useFakeTimers({ toFake: ['Date'], now: browser.madeAt + 60_000 })
    folder = await mkdtemp(join(tmpdir(), 'parley-earlier-'))
    await copyFile(join(ROOT, 'tests', 'fixtures', '2c503ef.db'), join(folder, 'parley.db'))
    place = await startPlace({
      DATA_DIR: folder, SESSION_SECRET: browser.secret, CHANNELS: browser.channels.map(id => `${id}=${id}`).join(';'),
    })
  })
  afterAll(async () => {
    await place?.stop()
    await rm(folder, { recursive: true, force: true })
    vi.useRealTimers()
  })

  it('are the same user, by a cookie that is replaced', async () => {
    const { body, cookie: now } = await ask(place.url, 'GET /api/session', undefined, cookie)
    expect(sessionSchema.parse(body)).toEqual({ user, named: true })
    expect(now).not.toBe(cookie)
    expect(sessionSchema.parse((await ask(place.url, 'GET /api/session', undefined, now)).body).user).toEqual(user)
  })

  it('go on where the page was, without a reset: what was missed comes, once and in order', async () => {
    const socket = await connectPlace(place, cookie)
    socket.sends({ type: 'join', id: 1, room, position })
    const seqs = await waitFor(() => {
      const seqs = socket.events.flatMap(event => event.type === 'message' && event.room === room ? [event.seq] : [])
      expect(seqs.length).toBeGreaterThanOrEqual(TEXTS - position.seq)
      return seqs
    }, { what: 'the messages that were missed' })
    expect(seqs).toEqual(Array.from({ length: TEXTS - position.seq }, (_, index) => position.seq + 1 + index))
    const joined = socket.events.filter(event => event.type === 'joined')
    expect(joined).toMatchObject([{ mode: 'resumed', head: TEXTS, epoch: position.epoch }])
    socket.ends()
  })

  it('have the whole history, and take edits, deletions and repeated messages of then', async () => {
    const { body } = await ask(place.url, `GET /api/rooms/${room}/messages?before=${TEXTS + 1}`, undefined, cookie)
    expect(JSON.stringify(body)).toContain(`said ${TEXTS}`)
    const again = { data: `said ${TEXTS}`, channel: room, clientId: `c-${TEXTS}` }
    expect((await ask(place.url, 'POST /send/', again, cookie)).body).toMatchObject({ seq: TEXTS })
    // Ada said each second one.
    const edited = await ask(place.url, `PATCH /api/rooms/${room}/messages/${TEXTS}`, { text: 'better' }, cookie)
    const deleted = await ask(place.url, `DELETE /api/rooms/${room}/messages/${TEXTS - 2}`, undefined, cookie)
    const others = await ask(place.url, `DELETE /api/rooms/${room}/messages/${TEXTS - 1}`, undefined, cookie)
    expect([edited.status, deleted.status, others.status]).toEqual([200, 200, 403])
  })
})
