import { sql } from 'kysely'
import { COUNT_MAX } from '../../core/log/log'
import type { PlaceDb } from '../tables'

/** How far a user has read a room, and how many messages of others follow, up to `COUNT_MAX`. */
export interface Mark {
  readonly seq: number
  readonly unread: number
}

/** The marks of a user in all rooms, with what is unread. One statement: each count is an index range. */
export async function marksOf(db: PlaceDb, person: string): Promise<Map<string, Mark>> {
  const rows = await db.selectFrom('read_mark').select([
    'read_mark.room', 'read_mark.seq',
    sql<number>`(SELECT count(*) FROM (
      SELECT author_id FROM message WHERE message.room = read_mark.room AND message.seq > read_mark.seq
      ORDER BY message.seq DESC LIMIT ${sql.lit(COUNT_MAX)}
    ) AS newest WHERE newest.author_id <> ${person})`.as('unread'),
  ]).where('person', '=', person).execute()
  return new Map(rows.map(({ room, seq, unread }) => [room, { seq, unread: Number(unread) }]))
}

/** Moves marks forward; one that is behind the stored mark changes nothing. */
export async function saveMarks(
  db: PlaceDb, marks: readonly { readonly person: string, readonly room: string, readonly seq: number }[],
): Promise<void> {
  if (marks.length === 0) return
  await db.insertInto('read_mark').values([...marks])
    .onConflict(conflict => conflict.columns(['person', 'room'])
      .doUpdateSet({ seq: eb => eb.ref('excluded.seq') })
      .whereRef('excluded.seq', '>', 'read_mark.seq'))
    .execute()
}
