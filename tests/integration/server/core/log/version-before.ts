import Database from 'libsql'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { migrate } from '../../../../../server/core/log/migrate'
import { createLog } from '../../../../../server/core/log/migrations/0001-log'
import type { LogTables } from '../../../../../server/core/log/schema'
import { createKysely } from '../../../../../server/core/log/sqlite/kysely'

/** A process of the version before edits and deletes (2c503ef): its schema, and its own statements. */
export interface VersionBefore {
  /** Makes the tables and a room. */
  create(room: string): Promise<void>
  /** Writes messages with these texts, each with the client id `c-` and its text. */
  write(room: string, texts: readonly string[]): Promise<void>
  close(): Promise<void>
}

const KNOWN = { '0001-log': createLog }

const MESSAGE = 'room, seq, id, author_id, author_name, client_id, at, text'
const EVENT = 'room, seq, kind, author_id, author_name, client_id, at, body'

const LOCK = 'SELECT 1 FROM room WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE'

const APPEND = `WITH draft AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[])
    WITH ORDINALITY AS given (room, id, author_id, author_name, client_id, at, text, body, place)
), known AS (
  SELECT draft.place, earlier.* FROM draft CROSS JOIN LATERAL (
    SELECT ${EVENT} FROM event
    WHERE event.client_id IS NOT NULL AND event.room = draft.room AND event.author_id = draft.author_id
      AND event.client_id = draft.client_id LIMIT 1
  ) AS earlier
), fresh AS (
  SELECT draft.*, room.last_seq + row_number() OVER (PARTITION BY draft.room ORDER BY draft.place) AS seq
  FROM draft JOIN room ON room.id = draft.room
  WHERE NOT EXISTS (SELECT FROM known WHERE known.place = draft.place)
), written_events AS (
  INSERT INTO event (${EVENT}) SELECT room, seq, 'message', author_id, author_name, client_id, at, body FROM fresh
), written_messages AS (
  INSERT INTO message (${MESSAGE}) SELECT ${MESSAGE} FROM fresh
), written_rooms AS (
  UPDATE room SET last_seq = newest.seq FROM (SELECT room, max(seq) AS seq FROM fresh GROUP BY room) AS newest
  WHERE room.id = newest.room
)
SELECT fresh.seq AS new_seq, known.* FROM draft LEFT JOIN fresh USING (place) LEFT JOIN known USING (place)
ORDER BY draft.place`

/** One connection, with prepared statements, as that version has it. */
export async function postgresBefore(url: string): Promise<VersionBefore> {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  return {
    async create(room) {
      const kysely = new Kysely<LogTables>({ dialect: new PostgresDialect({ pool }) })
      await migrate(kysely, KNOWN)
      await pool.query('INSERT INTO room (id, epoch, last_seq, first_seq) VALUES ($1, \'e1\', 0, 1)', [room])
    },
    async write(room, texts) {
      const column = (pick: (text: string) => unknown) => texts.map(pick)
      await pool.query('BEGIN')
      await pool.query({ name: 'parley_lock', text: LOCK, values: [[room]] })
      await pool.query({ name: 'parley_append', text: APPEND, values: [
        column(() => room), column(text => `m-${text}`), column(() => 'u1'), column(() => 'Ada'),
        column(text => `c-${text}`), column(() => 5), column(text => text),
        column(text => JSON.stringify({ id: `m-${text}`, text })),
      ] })
      await pool.query('COMMIT')
    },
    close: () => pool.end(),
  }
}

const values = Array.from({ length: 8 }, (_, i) => `value ->> ${i}`).join(', ')

export async function sqliteBefore(file: string): Promise<VersionBefore> {
  const db = new Database(file)
  db.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  let seq = 0
  return {
    async create(room) {
      await migrate(createKysely(db), KNOWN)
      db.prepare('INSERT INTO room (id, epoch, last_seq, first_seq) VALUES ($1, \'e1\', 0, 1)').run([room])
    },
    async write(room, texts) {
      const rows = texts.map(text => ({ seq: ++seq, text }))
      const run = (sql: string, json: readonly unknown[]) => db.prepare(sql).all([JSON.stringify(json)])
      db.exec('BEGIN IMMEDIATE')
      run(`INSERT INTO event (${EVENT}) SELECT ${values} FROM json_each($1)`, rows.map(({ seq, text }) =>
        [room, seq, 'message', 'u1', 'Ada', `c-${text}`, 5, JSON.stringify({ id: `m-${text}`, text })]))
      run(`INSERT INTO message (${MESSAGE}) SELECT ${values} FROM json_each($1)`, rows.map(({ seq, text }) =>
        [room, seq, `m-${text}`, 'u1', 'Ada', `c-${text}`, 5, text]))
      run(`UPDATE room SET last_seq = changed.value ->> 1 FROM json_each($1) AS changed
        WHERE room.id = changed.value ->> 0`, [[room, seq]])
      db.exec('COMMIT')
    },
    async close() {
      db.close()
    },
  }
}
