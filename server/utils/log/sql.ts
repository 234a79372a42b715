/** The SQL text of the hot path: one text for both engines, with `$1`, `$2` … bound in the order of their first use. */

export type SqlValue = string | number | null

/** Runs one statement and gives its rows. */
export type Query = (sql: string, values: readonly SqlValue[]) => Promise<readonly unknown[]>

const MESSAGE = 'room, seq, id, author_id, author_name, client_id, at, text'
const EVENT = 'room, seq, kind, author_id, author_name, client_id, at, body'

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

/**
 * In sorted order, so that processes which lock several rooms each can't wait for one another in a circle.
 * @param ids query of one column: the rooms
 */
export function selectLastSeqs(ids: string, lock: '' | ' FOR UPDATE'): string {
  return `SELECT id, last_seq FROM room WHERE id IN (${ids}) ORDER BY id${lock}`
}

/** @param keys query of the columns room, author and client id */
export function selectByClientId(keys: string): string {
  return `SELECT ${EVENT} FROM event WHERE client_id IS NOT NULL AND (room, author_id, client_id) IN (${keys})`
}

/** @param rows query of the columns of `fromEvent` */
export function insertEvents(rows: string): string {
  return `INSERT INTO event (${EVENT}) ${rows}`
}

/** @param rows query of the columns of `fromMessage` */
export function insertMessages(rows: string): string {
  return `INSERT INTO message (${MESSAGE}) ${rows}`
}

/** @param changes query of the columns `column1`, the room, and `column2`, its new `last_seq` */
export function updateLastSeqs(changes: string): string {
  return `UPDATE room SET last_seq = CAST(changed.column2 AS bigint) FROM (${changes}) AS changed WHERE room.id = changed.column1`
}

function placeholders(count: number): string {
  return Array.from({ length: count }, (_, i) => `$${i + 1}`).join(', ')
}
