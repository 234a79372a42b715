import { migrate } from '../migrate'
import { insertRooms } from '../rooms'
import { PROBE, type Query } from '../sql'
import { trimRoom } from '../trim-room'
import { checkFile } from './check'
import { commitBatch } from './commit-batch'
import { connect, createQuery } from './connection'
import { createKysely } from './kysely'
import { takeLocks } from './lock'
import type { ThreadCalls } from './protocol'
import { WalRemains } from './wal-remains'
import { WatchedFiles } from './watched-files'

/**
 * Number of commits, of 6 to 12 pages each, between two checkpoints. The checkpoint runs after their acknowledgements.
 * SQLite itself would checkpoint within a commit, at 1,000 pages, and that commit would take ten times as long.
 */
const CHECKPOINT_EVERY = 80

/**
 * How often the database's files are checked while nothing is written; each commit checks them, too. At the same
 * interval the messages of a removed -wal file are saved, and deleted texts leave that file.
 */
const LOOK_EVERY_MS = 2_000

function changesOf(row: unknown): number {
  return typeof row === 'object' && row !== null && 'changes' in row ? Number(row.changes) : 0
}

/**
 * Opens the database to write: lock, check, migrations, and a first write, so that a full disk or a missing right shows
 * at start.
 */
export async function openWriter(file: string, notice: (error: unknown) => void): Promise<Omit<ThreadCalls, 'query'>> {
  const locks = takeLocks(file)
  const db = connect(file)
  const query = createQuery(db)
  const kysely = createKysely(db)
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  let commits = 0
  const remains = new WalRemains(db)

  /**
   * A full disk makes SQLite roll back by itself. Statements after that would be committed alone, so a statement
   * without its transaction is refused.
   */
  const inside: Query = async (sql, values) => {
    if (!db.inTransaction) throw new Error('The transaction has ended.')
    return query(sql, values)
  }

  let files: WatchedFiles | null = null

  async function transaction<T>(run: () => Promise<T>): Promise<T> {
    files?.checkSoon()
    begin.run()
    try {
      const result = await run()
      commit.run()
      // Before any acknowledgement: what was written into a removed file must not be acknowledged.
      files?.check()
      return result
    }
    catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK')
      throw error
    }
  }

  /** A failed checkpoint, as on a full disk, leaves its pages in the -wal file. The next one retries. */
  async function checkpoint(mode: 'PASSIVE' | 'TRUNCATE') {
    if (db.open && files?.mayTidy) await query(`PRAGMA wal_checkpoint(${mode})`, []).catch(() => [])
  }

  async function probe() {
    await transaction(() => inside(PROBE, []))
  }

  /** Ends a transaction of several calls, as `transaction` does. */
  function end(how: 'commit' | 'rollback') {
    if (how === 'rollback') {
      if (db.inTransaction) db.exec('ROLLBACK')
      return
    }
    if (!db.inTransaction) throw new Error('The transaction has ended.')
    commit.run()
    files?.check()
    remains.add()
  }

  checkFile(db, file)
  await migrate(kysely)
  await probe()
  files = new WatchedFiles(db, file, [locks.path])
  const watched = files
  // In this thread, so that an idle process wakes no other one for it.
  const looking = setInterval(() => {
    try {
      watched.checkAll()
      if (watched.mayTidy) remains.clear()
    }
    catch (error) {
      notice(error)
    }
  }, LOOK_EVERY_MS).unref()

  return {
    commit: async (drafts) => {
      const results = await transaction(() => commitBatch(inside, drafts))
      if (drafts.some(({ type }) => type === 'delete')) remains.add()
      if (++commits % CHECKPOINT_EVERY === 0) setImmediate(() => void checkpoint('PASSIVE'))
      return results
    },
    ensureRooms: rooms => insertRooms(kysely, rooms),
    trim: async (room, upTo) => {
      watched.checkSoon()
      return trimRoom(kysely, room, upTo)
    },
    probe,
    run: async (sql, values) => {
      const rows = await query(sql, values)
      const [row] = await query('SELECT changes() AS changes', [])
      if (!db.inTransaction) watched.check()
      return { rows, changes: changesOf(row) }
    },
    begin: async () => {
      watched.checkSoon()
      // The transaction of an earlier call whose caller is gone.
      if (db.inTransaction) db.exec('ROLLBACK')
      begin.run()
    },
    end: async how => end(how),
    async close() {
      clearInterval(looking)
      // Only tidies: on a full disk the commits stay in the -wal file, where the next start finds them.
      await checkpoint('TRUNCATE')
      // Closing the last connection checkpoints as well.
      if (watched.mayTidy) db.close()
      locks.free()
    },
  }
}
