import Database from 'libsql'
import type { Query } from '../sql'

/** How long a statement waits while another program has the database locked. */
export const BUSY_TIMEOUT_MS = 5_000

/** Page cache per connection, as SQLite counts it: negative for KiB. */
const CACHE = -8_000

/** Most prepared statements. The hot path has ten; only lists of rooms vary. */
const PREPARED_MAX = 100

/**
 * Opens a connection whose commits are on the disk when they return. In WAL mode that takes `synchronous = FULL`:
 * NORMAL may lose the last commits in a power cut. Removed content is overwritten with zeros (`secure_delete`), so that
 * the free space of the file holds no deleted text.
 */
export function connect(file: string): Database.Database {
  const db = new Database(file)
  db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON; PRAGMA cache_size = ${CACHE}; PRAGMA cell_size_check = ON`)
  return db
}

/**
 * Runs statements on a connection and keeps them prepared. Always with `all`: after `run`, libsql leaves a SELECT open,
 * which would block checkpoints.
 */
export function createQuery(db: Database.Database): Query {
  const prepared = new Map<string, ReturnType<Database.Database['prepare']>>()
  return async (sql, values) => {
    let statement = prepared.get(sql)
    if (!statement) {
      if (prepared.size >= PREPARED_MAX) prepared.clear()
      statement = db.prepare(sql)
      prepared.set(sql, statement)
    }
    return statement.all([...values])
  }
}
