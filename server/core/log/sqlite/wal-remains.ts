import type Database from 'libsql'
import { BUSY_TIMEOUT_MS } from './connection'

/**
 * Removes deleted texts from the -wal file. That file keeps old pages until SQLite overwrites it from its beginning,
 * which may take hours. So it is emptied after a delete, and once after the start, for deletes before a crash.
 */
export class WalRemains {
  private mayHold = true

  constructor(private readonly db: Database.Database) {}

  /** To be called when a delete was committed. */
  add(): void {
    this.mayHold = true
  }

  /**
   * Empties the file, between two commits. Does not wait for readers such as a backup: commits would wait too. A
   * failure, as on a full disk, is retried at the next call.
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

/** Whether a checkpoint's answer says that no reader was in its way. */
function isDone(row: unknown): boolean {
  return typeof row === 'object' && row !== null && 'busy' in row && row.busy === 0
}
