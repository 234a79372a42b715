import { nanoid } from 'nanoid'
import type { Kysely } from 'kysely'
import type { LogTables } from './schema'

/** Creates the rooms that do not exist. Two processes that do so at once give a room one epoch. */
export async function insertRooms(db: Kysely<LogTables>, rooms: readonly string[]): Promise<void> {
  if (rooms.length === 0) return
  const rows = rooms.map(id => ({ id, epoch: nanoid(), last_seq: 0, first_seq: 1 }))
  await db.insertInto('room').values(rows).onConflict(conflict => conflict.column('id').doNothing()).execute()
}
