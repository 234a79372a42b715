import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { roomAnswerSchema } from '#shared/schemas/rooms'
import { startApp, type TestApp } from '../support/app'
import { OPEN_DOORS } from '../support/cluster'
import { ENGINES, startEngine, type TestEngine } from '../support/engine'
import { inForm } from '../support/form'
import { ask, signUp, type Account } from '../support/people'
import { oneSeed, seededRandom } from '../support/random'
import { waitFor } from '../support/wait-for'

const MAKERS = 8
const KILLS = inForm(3, 20)

type Query = (sql: string) => Promise<readonly string[]>

/** What must name the same rooms: each room has a head, its settings, its owner, and a line in the owner's feed. */
const ROWS = [
  'SELECT id FROM room WHERE id LIKE \'r~_%\' ESCAPE \'~\' ORDER BY id',
  'SELECT id FROM room_info WHERE id LIKE \'r~_%\' ESCAPE \'~\' ORDER BY id',
  'SELECT room AS id FROM membership WHERE role = \'owner\' AND state = \'member\' ORDER BY room',
  'SELECT info.id FROM room_info AS info JOIN membership ON membership.room = info.id AND membership.person = info.created_by '
  + 'WHERE info.id LIKE \'r~_%\' ESCAPE \'~\' ORDER BY info.id',
  'SELECT room AS id FROM feed WHERE room LIKE \'r~_%\' ESCAPE \'~\' ORDER BY room',
]

describe.each(ENGINES)('a process that is killed while rooms are made, on %s', (engine) => {
  let dataDir: string
  let app: TestApp
  let data: TestEngine
  let ada: Account
  const random = seededRandom(oneSeed())

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'parley-kill-'))
    data = await startEngine(engine)
    app = await startApp({ dataDir, env: { ...OPEN_DOORS, ...data.env } })
    ada = await signUp(app.url, 'ada')
  })
  afterAll(async () => {
    await app?.stop()
    await data?.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  /** Users make rooms, with all their power, until the process is gone. Gives the rooms that were answered. */
  async function makeUntilKilled(): Promise<string[]> {
    const answered: string[] = []
    const ended = Promise.allSettled(Array.from({ length: MAKERS }, async () => {
      for (;;) {
        const { status, body } = await ask(app.url, 'POST /api/rooms', { kind: 'private', title: 'Design' }, ada.cookie)
        expect(status).toBe(200)
        answered.push(roomAnswerSchema.parse(body).room.id)
      }
    }))
    const least = random.int(1, 25)
    await waitFor(() => answered.length >= least, { what: `${least} rooms`, timeoutMs: 30_000, intervalMs: 1 })
    await app.kill()
    await ended
    return answered
  }

  async function withDatabase<T>(run: (query: Query) => Promise<T>): Promise<T> {
    if (data.postgres) {
      const client = new pg.Client(data.postgres.url)
      await client.connect()
      const query: Query = async sql => (await client.query<{ id: string }>(sql)).rows.map(({ id }) => id)
      return run(query).finally(() => client.end())
    }
    const db = new Database(join(dataDir, 'parley.db'))
    const query: Query = async sql => db.prepare(sql).all().map(row => String(Reflect.get(Object(row), 'id')))
    return run(query).finally(() => db.close())
  }

  it('leaves each room whole or none of it, and loses none that was answered', async () => {
    const answered: string[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      answered.push(...await makeUntilKilled())
      await app.restart()
    }
    await app.kill()
    await withDatabase(async (query) => {
      const [rooms = [], ...others] = await Promise.all(ROWS.map(query))
      for (const [index, other] of others.entries()) expect(other, ROWS[index + 1]).toEqual(rooms)
      expect(rooms).toEqual(expect.arrayContaining(answered))
    })
  })
})
