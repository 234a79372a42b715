import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openLog } from '../../../../../server/core/log/open'
import { startPostgres } from '../../../../support/postgres'
import { drafts } from './drafts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-open-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const config = () => ({ DATA_DIR: join(folder, 'data'), RETENTION_DAYS: 0, RETENTION_EVENTS: 0 })

describe('opening the log', () => {
  it('takes SQLite in DATA_DIR when nothing else is set, and makes the folder', async () => {
    const log = await openLog(config())
    expect(log.state()).toEqual({ kind: 'sqlite', writable: true })
    expect(readdirSync(join(folder, 'data'))).toContain('parley.db')
    await log.close()
  })

  it('takes PostgreSQL when DATABASE_URL is set, and leaves DATA_DIR alone', async () => {
    const postgres = await startPostgres()
    const log = await openLog({ ...config(), DATABASE_URL: postgres.url })
    expect(log.state()).toEqual({ kind: 'postgres', writable: true })
    expect(readdirSync(folder)).toEqual([])
    await log.close()
    await postgres.stop()
  })

  it('removes nothing unless told to', async () => {
    const log = await openLog(config())
    await log.ensureRooms(['a'])
    await Promise.all(drafts('a', 20).map(each => log.append({ ...each, at: 1 })))
    await log.close()
    const again = await openLog(config())
    expect((await again.heads(['a'])).get('a')).toMatchObject({ firstSeq: 1, lastSeq: 20 })
    await again.close()
  })

  it('keeps the number of events that RETENTION_EVENTS says', async () => {
    const log = await openLog(config())
    await log.ensureRooms(['a'])
    await Promise.all(drafts('a', 20).map(each => log.append(each)))
    await log.close()
    const trimming = await openLog({ ...config(), RETENTION_EVENTS: 5 })
    await vi.waitFor(async () => expect((await trimming.heads(['a'])).get('a')).toMatchObject({ firstSeq: 16, lastSeq: 20 }), 5_000)
    await trimming.close()
  })

  it('removes what is older than RETENTION_DAYS', async () => {
    const log = await openLog(config())
    await log.ensureRooms(['a'])
    const now = Date.now()
    await Promise.all(drafts('a', 20).map((each, i) => log.append({ ...each, at: now - (20 - i) * 86_400_000 })))
    await log.close()
    const trimming = await openLog({ ...config(), RETENTION_DAYS: 7 })
    await vi.waitFor(async () => expect((await trimming.heads(['a'])).get('a')?.firstSeq).toBe(15), 5_000)
    await trimming.close()
  })
})
