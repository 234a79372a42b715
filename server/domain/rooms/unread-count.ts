import { sql, type RawBuilder } from 'kysely'
import { UNREAD_COUNT_MAX } from '#shared/limits'
import { COUNT_SEEN_MAX } from '../../core/log/log'

/**
 * The number of messages of others in a room above a mark, as `Log.countAfter` counts them, for a column of a query.
 * @param room the column with the room's id
 * @param mark the mark of the user
 * @param person the user's id, or the column with it
 */
export function unreadCount(
  room: string, mark: RawBuilder<number>, person: string | RawBuilder<unknown>,
): RawBuilder<number> {
  return sql<number>`(SELECT count(*) FROM (
    SELECT 1 FROM (
      SELECT message.author_id FROM message WHERE message.room = ${sql.ref(room)} AND message.seq > ${mark}
      ORDER BY message.seq DESC LIMIT ${sql.lit(COUNT_SEEN_MAX)}
    ) AS newest WHERE newest.author_id <> ${person} LIMIT ${sql.lit(UNREAD_COUNT_MAX)}
  ) AS others)`
}
