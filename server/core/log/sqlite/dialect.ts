import {
  Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler,
  type CompiledQuery, type DatabaseConnection, type Dialect, type Driver, type QueryResult,
} from 'kysely'
import type { LogTables } from '../schema'
import type { Mutex } from '../mutex'
import type { Thread } from './thread'

/** The two threads of the database, and the mutex of the writer. */
export interface Threads {
  readonly writer: Thread
  readonly reader: Thread
  readonly mutex: Mutex
}

/** One conversation with the threads. In a transaction it holds the writer's mutex from BEGIN to its end. */
class Connection implements DatabaseConnection {
  private end: (() => void) | null = null

  constructor(private readonly threads: Threads) {}

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { writer, reader, mutex } = this.threads
    const values = query.parameters.map(toSqlValue)
    if (this.end === null && query.query.kind === 'SelectQueryNode') {
      return { rows: rowsOf(await reader.call('query', query.sql, values)) }
    }
    const run = () => writer.call('run', query.sql, values)
    const { rows, changes } = await (this.end === null ? mutex(run) : run())
    return { rows: rowsOf(rows), numAffectedRows: BigInt(changes) }
  }

  /** Resolves when this transaction holds the writer. Commits of messages wait until it ends. */
  async begin(): Promise<void> {
    const { writer, mutex } = this.threads
    await new Promise<void>((resolve, reject) => {
      void mutex(async () => {
        await writer.call('begin')
        await new Promise<void>((end) => {
          this.end = end
          resolve()
        })
      }).catch(reject)
    })
  }

  async finish(how: 'commit' | 'rollback'): Promise<void> {
    try {
      await this.threads.writer.call('end', how)
    }
    finally {
      this.end?.()
      this.end = null
    }
  }

  async* streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query)
  }
}

/** Kysely's driver hands its own connections back, so the class is known. */
function ours(connection: DatabaseConnection): Connection {
  if (!(connection instanceof Connection)) throw new Error('This connection is of another driver.')
  return connection
}

class ThreadDriver implements Driver {
  constructor(private readonly threads: Threads) {}

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return new Connection(this.threads)
  }

  beginTransaction(connection: DatabaseConnection): Promise<void> {
    return ours(connection).begin()
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return ours(connection).finish('commit')
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return ours(connection).finish('rollback')
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}

function toSqlValue(value: unknown): string | number | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  if (value === undefined) return null
  throw new Error(`A value of type ${typeof value} can't be stored. Use text, a number or null.`)
}

/** Kysely's types describe a query's rows, but the engine's rows come untyped. Only here they are trusted. */
function rowsOf<R>(rows: readonly unknown[]): R[] {
  return rows as R[]
}

/** Kysely over the log's threads: reads on the reader, writes and transactions on the writer. */
export function createThreadsKysely(threads: Threads): Kysely<LogTables> {
  const dialect: Dialect = {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new ThreadDriver(threads),
    createIntrospector: db => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
  return new Kysely<LogTables>({ dialect })
}
