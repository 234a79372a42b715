import { sql, type Kysely } from 'kysely'
import type { Appended, EventDraft } from './draft'
import type { LogTables } from './schema'

/** One transaction on rooms and people, with the log of the rooms that it locks. */
export interface Change {
  /** The transaction. Nothing else may be awaited in it than this and `append`: commits of messages wait meanwhile. */
  readonly tx: Kysely<LogTables>
  /** Appends events in the same transaction. @throws like `Log.append` */
  append(drafts: readonly EventDraft[]): Promise<readonly Appended[]>
  /** Takes a right from somebody in the room: an append that was permitted before is refused from the commit on. */
  restrict(room: string): Promise<void>
}

/**
 * For what must read before it writes: memberships, settings, codes that are used once. All of it is one transaction,
 * and each room given is locked as an append locks it, so that an append comes before all of it or after.
 */
export type RunChange = <T>(rooms: readonly string[], run: (change: Change) => Promise<T>) => Promise<T>

/** @see Change.restrict */
export async function restrictRoom(tx: Kysely<LogTables>, room: string): Promise<void> {
  await tx.updateTable('room').set({ access: sql<number>`access + 1` }).where('id', '=', room).execute()
}
