import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterAll, describe, expect, it } from 'vitest'
import { openSqliteLog } from '../../../../../server/core/log/sqlite/open'
import { describeLog } from './conformance'
import { draft } from './drafts'

const folders: string[] = []

async function freshFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'parley-log-'))
  folders.push(folder)
  return folder
}

afterAll(() => Promise.all(folders.map(folder => rm(folder, { recursive: true }))))

describeLog('SQLite', async () => {
  const file = join(await freshFolder(), 'parley.db')
  const sql = async (text: string) => {
    const db = new Database(file)
    db.exec(`PRAGMA busy_timeout = 5000; ${text}`)
    db.close()
  }
  return {
    open: () => openSqliteLog(file),
    refuse: text => sql(`CREATE TRIGGER refuse BEFORE INSERT ON message WHEN NEW.text = '${text}' BEGIN SELECT RAISE(ABORT, 'refused'); END`),
    sql,
  }
})

describe('the -wal file', () => {
  it('is brought into the database after some commits, before SQLite would do it within one', async () => {
    const file = join(await freshFolder(), 'parley.db')
    const log = await openSqliteLog(file)
    const { size } = await stat(file)
    await log.ensureRooms(['a'])
    for (let i = 0; i < 100; i++) await log.append(draft('a'))
    await expect.poll(async () => (await stat(file)).size).toBeGreaterThan(size)
    await log.close()
  })
})
