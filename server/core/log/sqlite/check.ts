import { statSync } from 'node:fs'
import type Database from 'libsql'
import { LogStartError } from '../log'
import { damaged } from './errors'

/**
 * Files up to this size are checked page by page at start, in about 0.3 s. A file of a million messages would take
 * seconds.
 */
const CHECK_MAX_BYTES = 64 * 1024 * 1024

/**
 * Looks for damage before anything is written. Of a large file only the first page and the schema are read: damage
 * further in shows when that page is read.
 * @throws LogStartError if the file is damaged
 */
export function checkFile(db: Database.Database, file: string): void {
  db.prepare('SELECT name FROM sqlite_master').all()
  if (statSync(file).size > CHECK_MAX_BYTES) return
  const [row] = db.prepare('PRAGMA quick_check(1)').all()
  const result = row && typeof row === 'object' && 'quick_check' in row ? row.quick_check : 'no answer'
  if (result !== 'ok') throw new LogStartError(`${damaged(file)} [${String(result)}]`)
}
