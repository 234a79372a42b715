import type { Kysely } from 'kysely'
import type { LogTables } from './schema'

/**
 * Removes the oldest events of a room up to `upTo`, and their messages, in one short transaction. Because `seq` has no
 * gaps and this always starts at the oldest, what stays has no gaps either.
 */
export async function trimRoom(db: Kysely<LogTables>, room: string, upTo: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const head = await tx.selectFrom('room').select(['first_seq', 'last_seq']).where('id', '=', room).executeTakeFirst()
    if (!head) return
    const first = Math.min(upTo, head.last_seq) + 1
    if (first <= head.first_seq) return

    // First, in the order in which appends lock the room and then the messages they change: no deadlock.
    await tx.updateTable('room').set({ first_seq: first })
      .where('id', '=', room).where('first_seq', '<', first).execute()
    await tx.deleteFrom('event').where('room', '=', room).where('seq', '<', first).execute()
    await tx.deleteFrom('message').where('room', '=', room).where('seq', '<', first).execute()
    await tx.deleteFrom('mention').where('room', '=', room).where('seq', '<', first).execute()
  })
}
