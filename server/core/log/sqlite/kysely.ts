import type Database from 'libsql'
import { Kysely, SqliteAdapter, SqliteDialect, type DialectAdapter } from 'kysely'
import type { LogTables } from '../schema'

/** Kysely runs migrations of SQLite without a transaction unless told that SQLite can take schema changes back, which it can. */
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

/** Kysely over a libsql connection. Never destroy it: the connection is not its own. */
export function createKysely(db: Database.Database): Kysely<LogTables> {
  return new Kysely<LogTables>({ dialect: new LibsqlDialect({ database: db }) })
}
