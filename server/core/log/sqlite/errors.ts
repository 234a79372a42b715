import { dirname, join } from 'node:path'
import { accessProblem } from '../../../platform/files/access.mjs'
import { LogDamagedError, LogStartError, LogUnavailableError, UnstorableError } from '../log'
import type { ThreadError } from './protocol'

/** SQLite's codes for trouble with the disk, the file or another program. It may pass. */
const OUTSIDE = /^SQLITE_(?:FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|PERM|AUTH|NOMEM|PROTOCOL)/

/** SQLite's codes for damage. It does not pass. */
const DAMAGE = /^SQLITE_(?:CORRUPT|NOTADB)/

/** SQLite's codes for a value that violates a constraint or is too large. Other messages can still be stored. */
const UNSTORABLE = /^SQLITE_(?:CONSTRAINT|TOOBIG|MISMATCH)/

/** The code of an error of SQLite or the file system, such as SQLITE_FULL or EACCES; null for any other. */
export function storeCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  // libsql reports a failed open as a plain Error that ends with SQLite's number.
  if (/Unable to open connection/.test(error.message)) return 'SQLITE_CANTOPEN'
  return 'code' in error && typeof error.code === 'string' ? error.code : null
}

/** An error while the log runs, in a form that can be sent between threads. */
export function sqliteRunError(error: unknown, file: string): ThreadError {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof LogUnavailableError) return { kind: error.problem, message }
  const code = storeCode(error) ?? ''
  if (DAMAGE.test(code)) return { kind: 'damaged', message: `${damaged(file)} [${code}: ${message}]` }
  if (OUTSIDE.test(code))
    return { kind: 'unavailable', message: `The log can't be used just now: ${message} (${code})` }
  return UNSTORABLE.test(code) ? { kind: 'unstorable', message: `${message} (${code})` } : { kind: 'fault', message }
}

/** An error while the log is opened, with the remedy. */
export function sqliteStartError(error: unknown, file: string): LogStartError {
  if (error instanceof LogStartError) return error
  const code = storeCode(error) ?? ''
  const message = error instanceof Error ? error.message : String(error)
  return new LogStartError(`${startProblem(code, file)} [${code ? `${code}: ` : ''}${message}]`, { cause: error })
}

function startProblem(code: string, file: string): string {
  const folder = dirname(file)
  if (/FULL|ENOSPC|EDQUOT/.test(code)) return `The disk that holds ${folder} is full. Free some space and start again.`
  if (/NOTADB|CORRUPT/.test(code)) return damaged(file)
  if (/READONLY|CANTOPEN|PERM|EACCES|EROFS|ENOTDIR|EEXIST|ENOENT/.test(code)) {
    const remedy = [file, `${file}-wal`, join(folder, 'lock')].map(accessProblem).find(Boolean)
      ?? `Give the user that runs Parley the right to write in ${folder}.`
    return `${file} can't be written. ${remedy} Or set DATA_DIR to a folder where it may write.`
  }
  if (/IOERR|EIO/.test(code))
    return `The disk that holds ${folder} can't be read or written. Check that it has space and is healthy.`
  return `${file} can't be opened.`
}

export function damaged(file: string): string {
  return `${file} is damaged or not a database of Parley. Stop Parley, move ${file}* away, and put a backup in its place: npm run restore -- FILE`
}

/** Turns a thread's error into the one to throw on this side. */
export function fromThread({ kind, message }: ThreadError): Error {
  if (kind === 'start') return new LogStartError(message)
  if (kind === 'damaged') return new LogDamagedError(message)
  if (kind === 'unstorable') return new UnstorableError(message)
  return kind === 'fault'
    ? new Error(`Fault of the log: ${message}`)
    : new LogUnavailableError(message, undefined, kind)
}
