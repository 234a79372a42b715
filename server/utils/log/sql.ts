/** The SQL text of the hot path: one text for both engines, with `$1`, `$2` … bound in the order of their first use. */

export type SqlValue = string | number | null

/** Runs one statement and gives its rows. */
export type Query = (sql: string, values: readonly SqlValue[]) => Promise<readonly unknown[]>

const MESSAGE = 'room, seq, id, author_id, author_name, client_id, at, text'
const EVENT = 'room, seq, kind, author_id, author_name, client_id, at, body'

/** Columns of `event` and of `message`. */
const COLUMNS = 8

export const AFTER = `SELECT ${EVENT} FROM event WHERE room = $1 AND seq > $2 ORDER BY seq LIMIT $3`

export const BEFORE = `SELECT * FROM (
  SELECT ${MESSAGE} FROM message WHERE room = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3
) AS newest ORDER BY seq`

/** One statement, so that both halves are of the same moment. */
export const AROUND = `SELECT * FROM (
  SELECT * FROM (SELECT ${MESSAGE} FROM message WHERE room = $1 AND seq <= $2 ORDER BY seq DESC LIMIT $3) AS older
  UNION ALL
  SELECT * FROM (SELECT ${MESSAGE} FROM message WHERE room = $4 AND seq > $5 ORDER BY seq LIMIT $6) AS newer
) AS both_halves ORDER BY seq`

/** A write that changes nothing, to find out whether writing works again. */
export const PROBE = 'UPDATE room SET last_seq = last_seq WHERE id = (SELECT min(id) FROM room)'

export function selectHeads(rooms: number): string {
  return `SELECT id, epoch, last_seq, first_seq FROM room WHERE id IN (${placeholders(rooms)})`
}

/** In sorted order, so that processes which lock several rooms each can't wait for one another in a circle. */
export function selectLastSeqs(rooms: number, lock: '' | ' FOR UPDATE'): string {
  return `SELECT id, last_seq FROM room WHERE id IN (${placeholders(rooms)}) ORDER BY id${lock}`
}

/** Values: room, author and client id of each. */
export function selectByClientId(keys: number): string {
  return `SELECT ${EVENT} FROM event WHERE client_id IS NOT NULL AND (room, author_id, client_id) IN (VALUES ${tuples(keys, 3)})`
}

export function insertEvents(events: number): string {
  return `INSERT INTO event (${EVENT}) VALUES ${tuples(events, COLUMNS)}`
}

export function insertMessages(messages: number): string {
  return `INSERT INTO message (${MESSAGE}) VALUES ${tuples(messages, COLUMNS)}`
}

/** Values: id and new `last_seq` of each room. Both engines name the columns of VALUES column1 and column2. */
export function updateLastSeqs(rooms: number): string {
  const values = Array.from({ length: rooms }, (_, i) => `($${2 * i + 1}, CAST($${2 * i + 2} AS bigint))`).join(', ')
  return `UPDATE room SET last_seq = changed.column2 FROM (VALUES ${values}) AS changed WHERE room.id = changed.column1`
}

function placeholders(count: number, from = 1): string {
  return Array.from({ length: count }, (_, i) => `$${from + i}`).join(', ')
}

function tuples(count: number, width: number): string {
  return Array.from({ length: count }, (_, i) => `(${placeholders(width, i * width + 1)})`).join(', ')
}
