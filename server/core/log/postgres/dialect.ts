import { PostgresDialect, PostgresDriver, type DatabaseConnection, type Driver } from 'kysely'
import type pg from 'pg'
import { postgresRunError } from './errors'

/** Gives the errors of all statements the types that callers of the log know. */
class TypedDriver extends PostgresDriver {
  private readonly typed = new WeakSet<DatabaseConnection>()

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection().catch((error: unknown) => {
      throw postgresRunError(error, 'read')
    })
    if (this.typed.has(connection)) return connection
    this.typed.add(connection)
    const execute = connection.executeQuery.bind(connection)
    connection.executeQuery = query => execute<never>(query).catch((error: unknown) => {
      throw postgresRunError(error, 'write')
    })
    return connection
  }
}

/** Kysely over a pool whose errors are those of the log. */
export class TypedPostgresDialect extends PostgresDialect {
  constructor(private readonly pool: pg.Pool) {
    super({ pool })
  }

  override createDriver(): Driver {
    return new TypedDriver({ pool: this.pool })
  }
}
