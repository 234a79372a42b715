import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { openSqliteLog } from '../../../../../server/utils/log/sqlite/open'
import { describeLog } from './conformance'

const folders: string[] = []

async function freshFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'parley-log-'))
  folders.push(folder)
  return folder
}

afterAll(() => Promise.all(folders.map(folder => rm(folder, { recursive: true }))))

describeLog('SQLite', async () => {
  const file = join(await freshFolder(), 'parley.db')
  return { open: () => openSqliteLog(file) }
})
