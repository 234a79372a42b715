// @ts-check
import { join } from 'node:path'
import Database from 'libsql'

const TRANSACTION_ROWS = 10_000
const TEXT = 'An ordinary message, as people write them when they talk,'

/** All texts have the same length: rooms differ in the number of messages, not in the size of a page. */
const padded = (/** @type {number} */ number) => String(number).padStart(7, '0')

/**
 * Writes messages into the log of a stopped app, as its own writer would: an event and a message each, and the room's
 * head. Uses large transactions, since a million durable ones would take an hour.
 * @param {string} dataDir
 * @param {string} room that the app has created
 * @param {number} count
 * @param {string} [words] beginning of each text
 */
export function fillRoom(dataDir, room, count, words = TEXT) {
  const db = new Database(join(dataDir, 'parley.db'))
  db.exec('PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL')
  const event = db.prepare(
    'INSERT INTO event (room, seq, kind, author_id, author_name, client_id, at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const message = db.prepare(
    'INSERT INTO message (room, seq, id, author_id, author_name, client_id, at, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const start = Date.now() - count * 1000
  for (let from = 1; from <= count; from += TRANSACTION_ROWS) {
    db.exec('BEGIN')
    for (let seq = from; seq < Math.min(from + TRANSACTION_ROWS, count + 1); seq++) {
      const author = [`u_${padded(seq % 1000)}`, `Person ${padded(seq % 1000)}`]
      const [id, clientId, at, text] = [
        `m${padded(seq)}`,
        `client-${padded(seq)}`,
        start + seq * 1000,
        `${words} ${padded(seq)}`,
      ]
      event.run([room, seq, 'message', ...author, clientId, at, JSON.stringify({ id, text })])
      message.run([room, seq, id, ...author, clientId, at, text])
    }
    db.prepare('UPDATE room SET last_seq = ? WHERE id = ?').run([Math.min(from + TRANSACTION_ROWS - 1, count), room])
    db.exec('COMMIT')
  }
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
}
