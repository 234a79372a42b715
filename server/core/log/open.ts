import { resolve } from 'node:path'
import type { Config } from '../../platform/config/schema'
import type { LogDriver } from './driver'
import type { CommitListener } from './group-commit'
import type { Log } from './log'
import { openSqliteLog } from './sqlite/open'

export type LogConfig = Pick<Config, 'DATA_DIR' | 'DATABASE_URL'>

/** A log with the database that holds it. */
export type OpenedLog = Log & Pick<LogDriver, 'db' | 'change' | 'trim'>

/** Name of the SQLite file in `DATA_DIR`. scripts/backup.mjs and scripts/restore.mjs use it too. */
const SQLITE_FILE = 'parley.db'

/**
 * Opens the log that the configuration asks for: PostgreSQL with `DATABASE_URL`, else SQLite in `DATA_DIR`.
 * @throws LogStartError with the remedy when it can't be opened
 */
export async function openLog(config: LogConfig, onCommit?: CommitListener): Promise<OpenedLog> {
  if (config.DATABASE_URL) {
    // Loaded only when used: its packages take a good part of an idle process's memory.
    const { openPostgresLog } = await import('./postgres/open')
    return openPostgresLog(config.DATABASE_URL, { onCommit })
  }
  return openSqliteLog(resolve(config.DATA_DIR, SQLITE_FILE), onCommit)
}
