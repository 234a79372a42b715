import type { Kysely } from 'kysely'
import type { RunChange } from './change'
import type { Log } from './log'
import type { LogTables } from './schema'
import type { TrimRule } from './trim-room'

/** What a driver gives beyond the log itself, for retention. */
export interface LogDriver extends Log {
  /** The database of the log: for everything that is not on the path of a message. Never destroy it. */
  readonly db: Kysely<LogTables>
  /** @see RunChange */
  readonly change: RunChange
  /** Ids of all rooms. */
  rooms(): Promise<string[]>
  /** Takes one small step of retention in a room. True when there is more to do. */
  trim(room: string, rule: TrimRule): Promise<boolean>
}

/** Messages in one commit at most: ten milliseconds of writing. */
export const BATCH_MAX = 500

/** Messages that may wait for a commit at most: seconds of full load, 80 MB at the very worst. */
export const WAITING_MAX = 10_000

/** How often a log that could not be written tries whether it works again. */
export const PROBE_EVERY_MS = 1_000
