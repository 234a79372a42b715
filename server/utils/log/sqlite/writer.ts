import { commitBatch, type Engine } from '../commit-batch'
import { migrate } from '../migrate'
import { insertRooms, listRooms } from '../rooms'
import { PROBE } from '../sql'
import { trimRoom } from '../trim-room'
import { checkFile } from './check'
import { connect, createQuery } from './connection'
import { createKysely } from './kysely'
import { takeLock } from './lock'
import type { ThreadCalls } from './protocol'

const ENGINE: Engine = { lock: '', rowsPerStatement: 1 }

/** Opens the database to write: lock, check, migrations, and a first write, so that a full disk or a missing right shows at start. */
export async function openWriter(file: string): Promise<Omit<ThreadCalls, 'query'>> {
  const lock = takeLock(file)
  const db = connect(file)
  const query = createQuery(db)
  const kysely = createKysely(db)

  async function transaction<T>(run: () => Promise<T>): Promise<T> {
    db.exec('BEGIN IMMEDIATE')
    try {
      const result = await run()
      db.exec('COMMIT')
      return result
    }
    catch (error) {
      // A full disk makes SQLite roll back by itself.
      if (db.inTransaction) db.exec('ROLLBACK')
      throw error
    }
  }

  async function probe() {
    await transaction(() => query(PROBE, []))
  }

  checkFile(db, file)
  await migrate(kysely)
  await probe()

  return {
    commit: drafts => transaction(() => commitBatch(query, ENGINE, drafts)),
    ensureRooms: rooms => insertRooms(kysely, rooms),
    rooms: () => listRooms(kysely),
    trim: (room, rule) => trimRoom(kysely, room, rule),
    probe,
    async close() {
      // Only tidies: on a full disk the commits stay in the -wal file, where the next start finds them.
      await query('PRAGMA wal_checkpoint(TRUNCATE)', []).catch(() => [])
      db.close()
      lock.close()
    },
  }
}
