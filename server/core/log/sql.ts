import { UNREAD_COUNT_MAX } from '#shared/limits'
import { COUNT_SEEN_MAX } from './log'

/** The SQL text of the reads: one text for both engines, with `$1`, `$2` … bound in the order of their first use. */

export type SqlValue = string | number | null

/** Runs one statement and gives its rows. */
export type Query = (sql: string, values: readonly SqlValue[]) => Promise<readonly unknown[]>

/** Columns in the order of `fromMessage` and `fromEvent`. */
export const MESSAGE = 'room, seq, id, author_id, author_name, client_id, at, text, mentions'
export const EVENT = 'room, seq, kind, author_id, author_name, client_id, at, body, target'

/** What a message has once it was edited, too. */
const MESSAGE_STATE = `${MESSAGE}, rev, edited_at`

export const AFTER = `SELECT ${EVENT} FROM event WHERE room = $1 AND seq > $2 ORDER BY seq LIMIT $3`

export const BEFORE = `SELECT * FROM (
  SELECT ${MESSAGE_STATE} FROM message WHERE room = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3
) AS newest ORDER BY seq`

export const MESSAGES_AFTER = `SELECT ${MESSAGE_STATE} FROM message WHERE room = $1 AND seq > $2 ORDER BY seq LIMIT $3`

/** The newest notices of a part of a room. The index `event_notice` holds nothing else. */
export const NOTICES = `SELECT * FROM (
  SELECT ${EVENT} FROM event WHERE room = $1 AND seq >= $2 AND seq < $3 AND kind IN ('member', 'room')
  ORDER BY seq DESC LIMIT $4
) AS newest ORDER BY seq`

export const ONE_MESSAGE = `SELECT ${MESSAGE_STATE} FROM message WHERE room = $1 AND seq = $2`

export const COUNT_AFTER = `SELECT count(*) AS count FROM (
  SELECT 1 FROM (
    SELECT author_id FROM message WHERE room = $1 AND seq > $2 AND seq <= $3 ORDER BY seq DESC LIMIT ${COUNT_SEEN_MAX}
  ) AS newest WHERE author_id <> $4 LIMIT ${UNREAD_COUNT_MAX}
) AS others`

export const ANSWERED = `SELECT ${EVENT} FROM event
WHERE client_id IS NOT NULL AND room = $1 AND author_id = $2 AND client_id = $3`

/** A write that changes nothing, to find out whether writing works again. */
export const PROBE = 'UPDATE room SET last_seq = last_seq WHERE id = (SELECT min(id) FROM room)'

export function selectHeads(rooms: number): string {
  return `SELECT id, epoch, last_seq, first_seq, access FROM room WHERE id IN (${placeholders(rooms)})`
}

function placeholders(count: number): string {
  return Array.from({ length: count }, (_, i) => `$${i + 1}`).join(', ')
}
