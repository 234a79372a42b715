import { dirname, join } from 'node:path'
import Database from 'libsql'
import { LogStartError } from '../log'
import { storeCode } from './errors'

/** How long a start waits for a process that is just ending. */
const WAIT_MS = 3_000

export interface Locks {
  /** The lock of the folder. */
  readonly path: string
  free(): void
}

/**
 * Takes the locks that only one process can hold, and keeps them as long as their connections are open. Each is a lock
 * of the operating system on a file of its own. So the end of a process frees it, even by `kill -9`, and backups can
 * still read the database.
 *
 * One lock belongs to the folder: it stays there when the database files are moved away. The other one moves with the
 * database, wherever `mv parley.db*` puts it. scripts/restore.mjs takes the same two.
 * @throws LogStartError if another process holds one of them
 */
export function takeLocks(file: string): Locks {
  const path = join(dirname(file), 'lock')
  const folder = take(path, file)
  try {
    const database = take(`${file}.lock`, file)
    return {
      path,
      free() {
        database.close()
        folder.close()
      },
    }
  }
  catch (error) {
    folder.close()
    throw error
  }
}

function take(path: string, file: string): Database.Database {
  const lock = new Database(path)
  try {
    // The journal in memory: this database never has content, so its folder needs no journal file.
    lock.exec(`PRAGMA busy_timeout = ${WAIT_MS}; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE`)
    return lock
  }
  catch (error) {
    lock.close()
    if (!storeCode(error)?.startsWith('SQLITE_BUSY')) throw error
    throw new LogStartError(
      `Another process uses ${file} already. SQLite has one writing process: stop the other one, give this one its own DATA_DIR, `
      + 'or set DATABASE_URL (and REDIS_URL) so that several processes share a PostgreSQL.',
      { cause: error },
    )
  }
}
