import type { Generated, Kysely } from 'kysely'
import type { LogTables } from '../core/log/schema'

/** The tables of rooms and people as Kysely types (`server/core/log/migrations/0003-place.ts`). Times are Unix ms. */
export type PlaceTables = {
  room_info: RoomInfoTable
  person: PersonTable
  session: SessionTable
  one_time_code: OneTimeCodeTable
  setting: { key: string, value: string }
  membership: MembershipTable
  read_mark: ReadMarkTable
  feed_head: { person: string, version: number }
  feed: { person: string, room: string, version: number }
  invite: InviteTable
  invite_use: { code: string, person: string, at: number }
  blocked: { person: string, other: string }
  audit: AuditTable
  picture: { hash: string, type: string, data: string, created_at: number }
}

/** What a room is called and how it is set; its log's head is in `room`. */
type RoomInfoTable = {
  id: string
  kind: string
  title: string
  topic: Generated<string>
  emoji: Generated<string>
  created_by: string | null
  created_at: number
  archived_at: number | null
  read_only: Generated<number>
  slow_ms: Generated<number>
  /** The hash of a picture. */
  picture: Generated<string | null>
}

type PersonTable = {
  id: string
  name: string
  /** @see nameKey */
  name_key: string
  handle: string | null
  role: string
  password: string | null
  mail: string | null
  issuer: string | null
  subject: string | null
  status: Generated<string>
  status_until: number | null
  language: string | null
  hides_presence: Generated<number>
  hides_reading: Generated<number>
  totp_secret: string | null
  /** Counts once a code of it was confirmed. */
  totp_pending: Generated<string | null>
  totp_step: number | null
  recovery_codes: string | null
  created_at: number
  disabled_at: number | null
  last_seen_at: number | null
  /** The hash of a picture. */
  picture: string | null
}

type SessionTable = {
  id: string
  person: string
  device: string
  created_at: number
  last_seen_at: number
}

type OneTimeCodeTable = {
  hash: string
  purpose: string
  person: string | null
  expires_at: number
  used_at: number | null
}

type MembershipTable = {
  room: string
  person: string
  state: string
  role: string
  joined_at: number
  muted_until: number | null
  notify: Generated<string>
  favourite: Generated<number>
  /** When the user was last removed; null for never. */
  removed_at: Generated<number | null>
}

type ReadMarkTable = {
  person: string
  room: string
  seq: number
  generation: Generated<number>
  seen: Generated<number>
}

type InviteTable = {
  code: string
  room: string
  by: string
  created_at: number
  expires_at: number | null
  max_uses: number | null
  revoked_at: number | null
}

type AuditTable = {
  id: string
  room: string | null
  at: number
  by: string
  action: string
  target: string | null
  reason: string | null
  /** The message that was deleted. */
  seq: Generated<number | null>
}

/** The database as the domain uses it. */
export type PlaceDb = Kysely<LogTables & PlaceTables>

/** The same database, or transaction, with the tables of the domain. */
export function placeOf(db: Kysely<LogTables>): PlaceDb {
  return db.withTables<PlaceTables>()
}
