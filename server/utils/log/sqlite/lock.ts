import Database from 'libsql'
import { LogStartError } from '../log'
import { storeCode } from './errors'

/** How long a start waits for a process that is just ending. */
const WAIT_MS = 3_000

/**
 * Takes the lock that only one process can hold, and keeps it as long as the connection is open. The lock is one of the operating system on a file
 * beside the database: the end of a process frees it, by `kill -9` too, and backups can still read the database itself.
 * @throws LogStartError when another process holds it
 */
export function takeLock(file: string): Database.Database {
  const lock = new Database(`${file}.lock`)
  try {
    // The journal in memory: this database never has content, so its folder need not get a journal file.
    lock.exec(`PRAGMA busy_timeout = ${WAIT_MS}; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE`)
    return lock
  }
  catch (error) {
    lock.close()
    if (!storeCode(error)?.startsWith('SQLITE_BUSY')) throw error
    throw new LogStartError(`Another process uses ${file} already. SQLite has one writing process: stop the other one, give this one its own DATA_DIR, `
      + 'or set DATABASE_URL (and REDIS_URL) so that several processes share a PostgreSQL.', { cause: error })
  }
}
