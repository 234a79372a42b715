import type { Kysely } from 'kysely'
import type { RunChange } from './change'
import type { Log } from './log'
import type { LogTables } from './schema'

/** What a driver gives beyond the log itself. */
export interface LogDriver extends Log {
  /** The database of the log: for everything that is not on the path of a message. Never destroy it. */
  readonly db: Kysely<LogTables>
  /** @see RunChange */
  readonly change: RunChange
  /**
   * Removes the events of a room up to this `seq`, and their messages. A few hundred at once: appends wait meanwhile.
   */
  trim(room: string, upTo: number): Promise<void>
}

/** Most messages in one commit: about 10 ms of writing. */
export const BATCH_MAX = 500

/** Most messages that may wait for a commit: seconds of full load, 80 MB in the worst case. */
export const WAITING_MAX = 10_000

/** How often a log that can't be written probes whether it works again. */
export const PROBE_EVERY_MS = 1_000
