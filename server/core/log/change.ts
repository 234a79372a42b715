import { sql, type Kysely } from 'kysely'
import type { Appended, EventDraft } from './draft'
import type { LogTables } from './schema'

/** One transaction on rooms and people, with the log of the rooms that it locks. */
export interface Change {
  /** The transaction. Await nothing in it but this and `append`: commits of messages wait meanwhile. */
  readonly tx: Kysely<LogTables>
  /** Appends events in the same transaction. @throws like `Log.append` */
  append(drafts: readonly EventDraft[]): Promise<readonly Appended[]>
  /**
   * Must be called when a user of the room loses a right. From the commit on, the log refuses appends that were
   * permitted before.
   */
  restrict(room: string): Promise<void>
}

/**
 * Runs everything that reads before it writes (memberships, settings, single-use codes) in one transaction. It locks
 * the given rooms as an append does, so each append comes before or after the whole transaction.
 */
export type RunChange = <T>(rooms: readonly string[], run: (change: Change) => Promise<T>) => Promise<T>

/** @see Change.restrict */
export async function restrictRoom(tx: Kysely<LogTables>, room: string): Promise<void> {
  await tx.updateTable('room').set({ access: sql<number>`access + 1` }).where('id', '=', room).execute()
}
