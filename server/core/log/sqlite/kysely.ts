import type Database from 'libsql'
import { Kysely, SqliteAdapter, SqliteDialect, type DialectAdapter } from 'kysely'
import type { LogTables } from '../schema'

/**
 * Kysely runs SQLite's migrations without a transaction, unless the adapter says that SQLite can roll back schema
 * changes. It can.
 */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class LibsqlDialect extends SqliteDialect {
  override createAdapter(): DialectAdapter {
    return new TransactionalAdapter()
  }
}

/** Kysely over a libsql connection. Never destroy it: the caller owns the connection. */
export function createKysely(db: Database.Database): Kysely<LogTables> {
  return new Kysely<LogTables>({ dialect: new LibsqlDialect({ database: db }) })
}
