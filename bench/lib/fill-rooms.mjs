// @ts-check
import { join } from 'node:path'
import Database from 'libsql'
import { nanoid } from 'nanoid'

/** Messages in each room, of which the members have read all but one. */
const MESSAGES = 3

/**
 * Writes rooms with members into the database of a stopped app, as its operations would: with a title, a few messages,
 * and a mark and a row of the feed for each member.
 * @param {string} dataDir
 * @param {readonly (readonly string[])[]} rooms the members of each room
 * @returns {string[]} the ids of the rooms
 */
export function fillRooms(dataDir, rooms) {
  const db = new Database(join(dataDir, 'parley.db'))
  db.exec('PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL')
  const room = db.prepare('INSERT INTO room (id, epoch, last_seq, first_seq) VALUES (?, ?, ?, 1)')
  const info = db.prepare('INSERT INTO room_info (id, kind, title, created_at) VALUES (?, \'private\', ?, ?)')
  const member = db.prepare(
    'INSERT INTO membership (room, person, state, role, joined_at) VALUES (?, ?, \'member\', \'member\', ?)',
  )
  const mark = db.prepare('INSERT INTO read_mark (person, room, seq) VALUES (?, ?, ?)')
  const feed = db.prepare('INSERT INTO feed (person, room, version) VALUES (?, ?, ?)')
  const event = db.prepare(
    'INSERT INTO event (room, seq, kind, author_id, author_name, client_id, at, body) VALUES (?, ?, \'message\', ?, ?, ?, ?, ?)',
  )
  const message = db.prepare(
    'INSERT INTO message (room, seq, id, author_id, author_name, client_id, at, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  /** @type {Map<string, number>} */
  const versions = new Map()
  const now = Date.now()
  db.exec('BEGIN')
  const ids = rooms.map((members, number) => {
    const id = `r_${nanoid(16)}`
    room.run([id, nanoid(), MESSAGES])
    info.run([id, `Project ${number}`, now])
    for (let seq = 1; seq <= MESSAGES; seq++) {
      event.run([
        id,
        seq,
        'u_other',
        'Other',
        `c${seq}`,
        now,
        JSON.stringify({ id: `m${seq}`, text: 'An ordinary message' }),
      ])
      message.run([id, seq, `m${seq}`, 'u_other', 'Other', `c${seq}`, now, 'An ordinary message'])
    }
    for (const person of members) {
      const version = (versions.get(person) ?? 0) + 1
      versions.set(person, version)
      member.run([id, person, now])
      mark.run([person, id, MESSAGES - 1])
      feed.run([person, id, version])
    }
    return id
  })
  const head = db.prepare(
    'INSERT INTO feed_head (person, version) VALUES (?, ?) ON CONFLICT (person) DO UPDATE SET version = excluded.version',
  )
  for (const [person, version] of versions) head.run([person, version])
  db.exec('COMMIT')
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
  return ids
}

/**
 * Writes users without an account into the database of a stopped app.
 * @param {string} dataDir
 * @param {number} count
 * @returns {string[]} their ids
 */
export function fillPeople(dataDir, count) {
  const db = new Database(join(dataDir, 'parley.db'))
  db.exec('PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL; BEGIN')
  const person = db.prepare('INSERT INTO person (id, name, name_key, role, created_at) VALUES (?, ?, ?, \'guest\', ?)')
  const ids = Array.from({ length: count }, (_, number) => {
    const id = `u_${nanoid(16)}`
    person.run([id, `Member ${number}`, `member ${number}`, Date.now()])
    return id
  })
  db.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
  return ids
}
