import type Database from 'libsql'
import { BUSY_TIMEOUT_MS } from './connection'

/**
 * Deleted texts in the -wal file. It keeps pages as they were until it is written from its beginning again, which may
 * take hours. So it is emptied after a delete, and once after the start, for deletes before a crash.
 */
export class WalRemains {
  private mayHold = true

  constructor(private readonly db: Database.Database) {}

  /** A delete was committed. */
  add(): void {
    this.mayHold = true
  }

  /**
   * Empties the file, between two commits. It does not wait for readers, such as a backup: commits would wait with it.
   * What fails, as on a full disk, is tried again at the next call.
   */
  clear(): void {
    if (!this.mayHold || this.db.inTransaction) return
    try {
      this.db.exec('PRAGMA busy_timeout = 0')
      const [row] = this.db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all()
      this.mayHold = !isDone(row)
    }
    catch {
      this.mayHold = true
    }
    finally {
      this.db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
    }
  }
}

/** What a checkpoint answers when no reader was in its way. */
function isDone(row: unknown): boolean {
  return typeof row === 'object' && row !== null && 'busy' in row && row.busy === 0
}
