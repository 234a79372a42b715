import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LogDriver } from '../../../../../server/core/log/driver'
import { openPostgresLog } from '../../../../../server/core/log/postgres/open'
import { openSqliteLog } from '../../../../../server/core/log/sqlite/open'
import { startPostgres, type TestPostgres } from '../../../../support/postgres'
import { deleteDraft, draft, editDraft } from './drafts'
import { postgresBefore, sqliteBefore, type VersionBefore } from './version-before'

let postgres: TestPostgres
let folder: string

beforeAll(async () => {
  postgres = await startPostgres()
  folder = mkdtempSync(join(tmpdir(), 'parley-migration-'))
})
afterAll(async () => {
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

interface Store { readonly before: VersionBefore, open(): Promise<LogDriver> }

async function onSqlite(): Promise<Store> {
  const file = join(mkdtempSync(join(folder, 'sqlite-')), 'parley.db')
  return { before: await sqliteBefore(file), open: () => openSqliteLog(file) }
}

async function onPostgres(): Promise<Store> {
  const url = await postgres.createDatabase('before')
  return { before: await postgresBefore(url), open: () => openPostgresLog(url) }
}

const ENGINES = [['SQLite', onSqlite], ['PostgreSQL', onPostgres]] as const

describe.each(ENGINES)('a log on %s that the version before edits wrote', (_engine, createStore) => {
  let before: VersionBefore
  let log: LogDriver

  beforeEach(async () => {
    const store = await createStore()
    before = store.before
    await before.create('a')
    await before.write('a', ['one', 'two', 'three'])
    log = await store.open()
  })
  afterEach(async () => {
    await log.close()
    await before.close()
  })

  const texts = async () => (await log.before('a', null, 10)).map(({ text }) => text)

  it('has all its events, messages and client ids, and the same epoch', async () => {
    const [one] = await log.after('a', 0, 10)
    const marks = { room: 'a', seq: 1, id: 'm-one', clientId: 'c-one', author: { id: 'u1', name: 'Ada' }, at: 5 }
    expect(one).toEqual({ type: 'message', ...marks, text: 'one' })
    expect(await texts()).toEqual(['one', 'two', 'three'])
    expect(await log.append(draft('a', { clientId: 'c-one' }))).toEqual({ event: one, repeated: true })
    expect((await log.heads(['a'])).get('a')).toEqual({ epoch: 'e1', firstSeq: 1, lastSeq: 3, access: 0 })
  })

  it('takes edits and deletes of its messages', async () => {
    await log.append(editDraft('a', 1, { text: 'better' }))
    await log.append(deleteDraft('a', 2))
    expect(await texts()).toEqual(['better', 'three'])
    expect(await log.message('a', 1)).toMatchObject({ rev: 4, id: 'm-one' })
    const again = await log.append(draft('a', { clientId: 'c-two' }))
    expect(again).toMatchObject({ repeated: true, event: { seq: 2, id: 'm-two', text: '' } })
  })
})

// docs/deployment.md: machines are updated one after the other. A table that the older ones miss would stop them.
describe('a PostgreSQL that is migrated by the first process of a rolling update', () => {
  it('is still written by a process of the version before, with the statements that it has prepared', async () => {
    const { before, open } = await onPostgres()
    await before.create('a')
    await before.write('a', ['one'])
    const log = await open()
    await log.append(editDraft('a', 1, { text: 'better' }))
    await before.write('a', ['three'])
    await log.append(editDraft('a', 3, { text: 'three, better' }))
    await log.append(deleteDraft('a', 1))
    await before.write('a', ['six'])
    const messages = await log.before('a', null, 10)
    expect(messages.map(({ seq, text }) => [seq, text])).toEqual([[3, 'three, better'], [6, 'six']])
    await log.close()
    await before.close()
  })
})
