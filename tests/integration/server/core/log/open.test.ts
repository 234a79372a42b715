import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLog } from '../../../../../server/core/log/open'
import { startPostgres } from '../../../../support/postgres'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-open-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const config = () => ({ DATA_DIR: join(folder, 'data') })

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
})
