import type { Generated } from 'kysely'

/** The tables as Kysely types, for what is not on the path of a message. The same on both engines. */
export interface LogTables {
  room: RoomTable
  event: EventTable
  message: MessageTable
  mention: MentionTable
  consumer_cursor: CursorTable
  consumer_lease: LeaseTable
  /** Written by Kysely's migrator. */
  kysely_migration: { name: string }
}

/** The head of each room's log, and nothing else of the room: each commit locks its row. */
interface RoomTable {
  id: string
  epoch: string
  last_seq: number
  first_seq: number
  /** Grows when a user of the room loses a right. */
  access: Generated<number>
}

/** The events that clients catch up with. `body` is JSON: the fields that only this `kind` of event has. */
interface EventTable {
  room: string
  seq: number
  kind: string
  author_id: string
  author_name: string
  client_id: string | null
  at: number
  body: string
  /** `seq` of the event that this one changes. */
  target: number | null
}

/** The messages of the history, each in its present state. `seq` is that of the event that created it. */
interface MessageTable {
  room: string
  seq: number
  id: string
  author_id: string
  author_name: string
  client_id: string | null
  at: number
  text: string
  /** `seq` of its last edit, and when that was. */
  rev: number | null
  edited_at: number | null
  /** JSON: the users whom it mentions; null for none. */
  mentions: Generated<string | null>
}

/** A user whom a message mentions as it stands now. */
interface MentionTable {
  person: string
  room: string
  seq: number
  /** The `seq` of the message. */
  author_id: string
}

/** Up to which `seq` a consumer is done with a room. */
interface CursorTable {
  consumer: string
  room: string
  seq: number
}

/** The process that runs a consumer, until a time by the clock of the database (Unix ms). */
interface LeaseTable {
  consumer: string
  owner: string
  until: number
}
