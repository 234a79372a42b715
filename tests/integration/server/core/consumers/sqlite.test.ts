import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { soleOwnership } from '../../../../../server/core/consumers/ownership/sole'
import { openSqliteLog } from '../../../../../server/core/log/sqlite/open'
import { describeConsumers } from './conformance'

const folders: string[] = []
afterAll(() => Promise.all(folders.map(folder => rm(folder, { recursive: true }))))

async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'parley-consumers-'))
  folders.push(folder)
  return openSqliteLog(join(folder, 'parley.db'))
}

describeConsumers('SQLite', open, () => soleOwnership)
