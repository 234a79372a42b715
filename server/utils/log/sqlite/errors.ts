import { dirname } from 'node:path'
import { LogStartError, LogUnavailableError } from '../log'
import type { ThreadError } from './protocol'

/** What SQLite reports when the disk, the file or another program is in the way, and not this program at fault. */
const OUTSIDE = /^SQLITE_(?:FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|PERM|AUTH|NOMEM|PROTOCOL|CORRUPT|NOTADB)/

/** The code of an error of SQLite or the file system, such as SQLITE_FULL or EACCES; null for any other. */
export function storeCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  // libsql gives a failed open as a plain Error that ends with SQLite's number.
  if (/Unable to open connection/.test(error.message)) return 'SQLITE_CANTOPEN'
  return 'code' in error && typeof error.code === 'string' ? error.code : null
}

/** An error while the log runs, ready to cross the border of the thread. */
export function sqliteRunError(error: unknown): ThreadError {
  const message = error instanceof Error ? error.message : String(error)
  const code = storeCode(error)
  return code && OUTSIDE.test(code) ? { kind: 'unavailable', message: `${message} (${code})` } : { kind: 'fault', message }
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
    return `${file} can't be written. Give the user that runs Parley the right to write in ${folder}, or set DATA_DIR to a folder where it has.`
  }
  if (/IOERR|EIO/.test(code)) return `The disk that holds ${folder} can't be read or written. Check that it has space and is healthy.`
  return `${file} can't be opened.`
}

export function damaged(file: string): string {
  return `${file} is damaged or not a database of Parley. Move it and its -wal and -shm files away, and put a backup in its place: npm run restore -- FILE.`
}

/** The error of a thread as the one to throw on this side. */
export function fromThread({ kind, message }: ThreadError): Error {
  if (kind === 'start') return new LogStartError(message)
  return kind === 'unavailable' ? new LogUnavailableError(`The log can't be used just now: ${message}`) : new Error(`Fault of the log: ${message}`)
}
