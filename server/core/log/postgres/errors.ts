import pg from 'pg'
import type { LogWork } from '../health'
import { LogDamagedError, LogStartError, LogUnavailableError, UnstorableError } from '../log'

/** Damaged pages (XX001) and indexes (XX002). */
const DAMAGE = /^XX00[12]$/

/** Stored bytes that are no text of the database's encoding. */
const UNREADABLE = /^22(?:021|P05)$/

/**
 * A value that the database can't hold or that violates a constraint (22, 23), or that is too large, as for an index
 * (54).
 */
const UNSTORABLE = /^(?:22|23|54)/

/**
 * SQLSTATE classes and codes of trouble that passes or that an operator ends: connection (08), wrong password (28),
 * rollback (40), resources and full disk (53), locks (55), shutdown and timeouts (57), disk errors (58), internal
 * errors (XX), timeouts within a transaction (25P03, 25P04), and a server that became a read-only standby (25006).
 */
const OUTSIDE = /^(?:08|28|40|53|55|57|58|XX|25006|25P03|25P04)/

/**
 * A standby answers a write with 25006. It answers our BEGIN, which says READ WRITE, with 0A000: "cannot set
 * transaction read-write mode during recovery".
 */
function isStandby({ code, message }: pg.DatabaseError): boolean {
  return code === '25006' || (code === '0A000' && /\bduring recovery\b/.test(message))
}

/** A prepared statement is missing, or exists already: another session answers than the one that prepared it. */
const LOST_STATEMENT = /^(?:26000|42P05)$/
const POOLER
  = 'A pooler before PostgreSQL loses prepared statements. Give PgBouncer (1.21 or newer) max_prepared_statements = 200, or let it pool sessions, or put the address of PostgreSQL itself in DATABASE_URL.'

/** Whether the error is an answer of the database, not of the connection. */
function isAnswer(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError
}

/** An error while the log runs. An error that is no answer of the database means a lost or failed connection. */
export function postgresRunError(error: unknown, work: LogWork): Error {
  const message = error instanceof Error ? error.message || codeOf(error) : String(error)
  if (!isAnswer(error))
    return new LogUnavailableError(`PostgreSQL can't be used just now: ${message}`, { cause: error })
  const code = error.code ?? ''
  if (LOST_STATEMENT.test(code)) return new LogUnavailableError(`${POOLER} [${message}]`, { cause: error })
  if (DAMAGE.test(code) || (work === 'read' && UNREADABLE.test(code)))
    return new LogDamagedError(`${remedyOf(code)} [${code}: ${message}]`, { cause: error })
  if (work === 'write' && UNSTORABLE.test(code)) return new UnstorableError(`${message} (${code})`, { cause: error })
  if (OUTSIDE.test(code) || isStandby(error))
    return new LogUnavailableError(`PostgreSQL can't be used just now: ${message}`, { cause: error })
  return new Error(`Fault of the log: ${message} (${code})`, { cause: error })
}

function remedyOf(code: string): string {
  if (code === 'XX002')
    return 'An index of the database is damaged. Check the disk, then make its indexes again: REINDEX DATABASE.'
  return 'The database is damaged. Check the disk, then restore a backup into an empty database: pg_restore.'
}

/** Whether a start should wait for the database: it is not reachable yet, or is starting itself. */
export function isComing(error: unknown): boolean {
  return isAnswer(error) ? error.code === '57P03' : true
}

/** An error while the log is opened, with the remedy. Never shows the password in `url`. */
export function postgresStartError(error: unknown, url: string): LogStartError {
  if (error instanceof LogStartError) return error
  const message = error instanceof Error ? error.message || codeOf(error) : String(error)
  return new LogStartError(`${problem(error, url)} [${message}]`, { cause: error })
}

function problem(error: unknown, url: string): string {
  const { hostname, port, pathname, username } = new URL(url)
  const where = `${hostname || 'localhost'}:${port || 5432}`
  const database = pathname.slice(1) || username
  if (!isAnswer(error))
    return `PostgreSQL at ${where} can't be reached. Start it, or correct host and port in DATABASE_URL.`
  const code = error.code ?? ''
  if (code.startsWith('28'))
    return `PostgreSQL at ${where} refuses user '${username}'. Correct user and password in DATABASE_URL.`
  if (code === '3D000')
    return `PostgreSQL at ${where} has no database '${database}'. Make it: createdb -h ${hostname || 'localhost'} -p ${port || 5432} ${database}`
  if (code === '42501')
    return `User '${username}' may not create tables in '${database}'. Run there: GRANT CREATE ON SCHEMA public TO "${username}"`
  if (isStandby(error))
    return `PostgreSQL at ${where} is a read-only standby. Put the address of the primary in DATABASE_URL.`
  if (code.startsWith('53'))
    return `PostgreSQL at ${where} has no space or no connection left. Free some, or raise max_connections.`
  return `The database '${database}' at ${where} can't be opened.`
}

/** Node reports "connection refused on every address" as an AggregateError without a message. */
function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
