import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execaSync } from 'execa'
import Database from 'libsql'
import { afterAll, describe, expect, it } from 'vitest'
import { openSqliteLog } from '../../../../../server/core/log/sqlite/open'
import { describeChange } from './change-conformance'
import { describeChanges } from './changes-conformance'
import { describeLog, type Store } from './conformance'
import { deleteDraft, draft, editDraft } from './drafts'

const folders: string[] = []

async function freshFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'parley-log-'))
  folders.push(folder)
  return folder
}

afterAll(() => Promise.all(folders.map(folder => rm(folder, { recursive: true }))))

async function createStore(): Promise<Store> {
  const file = join(await freshFolder(), 'parley.db')
  const sql = async (text: string) => {
    const db = new Database(file)
    db.exec(`PRAGMA busy_timeout = 5000; ${text}`)
    db.close()
  }
  return {
    open: () => openSqliteLog(file),
    refuse: text => sql(['INSERT', 'UPDATE'].map(change => `CREATE TRIGGER refuse_${change} BEFORE ${change} ON message
      WHEN NEW.text = '${text}' BEGIN SELECT RAISE(ABORT, 'refused'); END`).join(';')),
    sql,
    async dump() {
      const db = new Database(file)
      const rows = ['event', 'message'].map(table => db.prepare(`SELECT * FROM ${table}`).all())
      db.close()
      return JSON.stringify(rows)
    },
  }
}

describeLog('SQLite', createStore)
describeChange('SQLite', createStore)
describeChanges('SQLite', createStore)

describe('a deleted text', () => {
  // Longer than a page, so that it has pages of its own, which are freed as a whole.
  const canary = 'canary '.repeat(500)

  it('is within seconds in no file of the running log, and in none after a stop', async () => {
    const folder = await freshFolder()
    const log = await openSqliteLog(join(folder, 'parley.db'))
    await log.ensureRooms(['a'])
    for (const text of [canary, 'short canary', 'stays']) await log.append(draft('a', { text }))
    await log.append(editDraft('a', 2, { text: canary }))
    await log.append(deleteDraft('a', 1))
    await log.append(deleteDraft('a', 2))
    await expect.poll(() => filesWith('canary', folder), { timeout: 15_000 }).toEqual([])
    await log.close()
    expect(filesWith('canary', folder)).toEqual([])
    expect(filesWith('stays', folder)).toEqual([join(folder, 'parley.db')])
  })
})

/** In a process of its own: to close a file of SQLite would free all locks that this process has on it. */
function filesWith(text: string, folder: string): string[] {
  const { stdout } = execaSync('grep', ['-rlF', text, folder], { reject: false })
  return stdout.split('\n').filter(Boolean)
}

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
