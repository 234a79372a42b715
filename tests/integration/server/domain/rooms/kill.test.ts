import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../../../../support/app'
import { ask, signUp } from '../../../../support/people'

describe('a process that is killed while rooms are made', () => {
  let dataDir: string
  let app: TestApp
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'parley-kill-'))
    app = await startApp({ dataDir, env: { RATE_LIMIT: 'off' } })
  })
  afterAll(async () => {
    await app?.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  it('leaves no room without its settings or its owner, and loses none that was answered', async () => {
    const ada = await signUp(app.url, 'ada')
    const answered: string[] = []
    const makers = Array.from({ length: 8 }, async () => {
      for (;;) {
        const { body } = await ask(app.url, 'POST /api/rooms', { kind: 'private', title: 'Design' }, ada.cookie)
        answered.push(JSON.stringify(body))
      }
    })
    const ended = Promise.allSettled(makers)
    await expect.poll(() => answered.length, { timeout: 20_000 }).toBeGreaterThan(20)
    await app.kill()
    await ended
    await app.restart()
    await app.stop()
    const db = new Database(join(dataDir, 'parley.db'))
    const idsOf = (sql: string) => db.prepare(sql).all().map(row => JSON.stringify(row))
    const rooms = idsOf('SELECT id FROM room WHERE id LIKE \'r\\_%\' ESCAPE \'\\\' ORDER BY id')
    expect(idsOf('SELECT id FROM room_info WHERE id LIKE \'r\\_%\' ESCAPE \'\\\' ORDER BY id')).toEqual(rooms)
    expect(idsOf('SELECT room AS id FROM membership WHERE role = \'owner\' ORDER BY room')).toEqual(rooms)
    expect(rooms.length).toBeGreaterThanOrEqual(answered.length)
    db.close()
  })
})
