import { sql, type ExpressionBuilder } from 'kysely'
import { NOTIFY, type Notify, type Room, type RoomRole } from '#shared/schemas/room'
import type { LogTables } from '../../core/log/schema'
import type { PlaceDb, PlaceTables } from '../tables'
import { INFO, roleOf, roomOf } from './entry'

/** The time of joining in a direct room whose first message was not announced yet. */
export const NOT_OPENED = 0

/** When the newest message of a room came: for each room one look into the index. */
const LAST_ACTIVE = sql`coalesce(
  (SELECT message.at FROM message WHERE message.room = room.id ORDER BY message.seq DESC LIMIT 1), room_info.created_at
)`

/** A direct room is in no list before its first message: opening it costs neither user anything. */
export function isListed({ eb, or }: ExpressionBuilder<LogTables & PlaceTables, 'room' | 'room_info'>) {
  return or([eb('room_info.kind', '!=', 'direct'), eb('room.last_seq', '>', 0)])
}

/** What a user is in a room, and what they want of it. */
export interface Own {
  readonly role: RoomRole
  readonly mutedUntil: number | null
  readonly notify: Notify
  readonly favourite: boolean
}

/** A room that a user is a member of, as the database has it. */
export interface Membership extends Own {
  readonly room: Room
  readonly epoch: string
  readonly lastSeq: number
}

const OWN = ['membership.role', 'membership.muted_until', 'membership.notify', 'membership.favourite'] as const

function ownOf({ role, muted_until: mutedUntil, notify, favourite }: {
  role: string
  muted_until: number | null
  notify: string
  favourite: number
}): Own {
  return {
    role: roleOf(role),
    mutedUntil,
    notify: NOTIFY.find(one => one === notify) ?? 'all',
    favourite: favourite !== 0,
  }
}

/**
 * Ids of the user's rooms that stand at the top of the list: those that they keep there, then by their newest messages.
 */
export async function topRooms(db: PlaceDb, person: string, limit: number): Promise<string[]> {
  const rows = await db.selectFrom('membership')
    .innerJoin('room_info', 'room_info.id', 'membership.room')
    .innerJoin('room', 'room.id', 'membership.room')
    .select('membership.room').where('membership.person', '=', person).where('membership.state', '=', 'member')
    .where(isListed)
    .orderBy('membership.favourite', 'desc').orderBy(LAST_ACTIVE, 'desc').limit(limit).execute()
  return rows.map(({ room }) => room)
}

/** What a member is in each of these rooms. */
export async function ownIn(db: PlaceDb, person: string, rooms: readonly string[]): Promise<Map<string, Own>> {
  if (rooms.length === 0) return new Map()
  const rows = await db.selectFrom('membership').select(['membership.room', ...OWN])
    .where('room', 'in', rooms).where('person', '=', person).where('state', '=', 'member').execute()
  return new Map(rows.map(row => [row.room, ownOf(row)]))
}

/** What each of these users is in these rooms, by user and room. */
export async function ownOfEach(
  db: PlaceDb, people: readonly string[], rooms: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, Own>>> {
  const rows = await db.selectFrom('membership').select(['membership.person', 'membership.room', ...OWN])
    .where('person', 'in', people).where('room', 'in', rooms).where('state', '=', 'member').execute()
  const found = new Map<string, Map<string, Own>>()
  for (const row of rows) {
    const own = found.get(row.person) ?? new Map<string, Own>()
    found.set(row.person, own.set(row.room, ownOf(row)))
  }
  return found
}

/** What each of these users is in a room. */
export async function ownOfMany(db: PlaceDb, room: string, people: readonly string[]): Promise<Map<string, Own>> {
  if (people.length === 0) return new Map()
  const rows = await db.selectFrom('membership').select(['membership.person', ...OWN])
    .where('room', '=', room).where('person', 'in', people).where('state', '=', 'member').execute()
  return new Map(rows.map(row => [row.person, ownOf(row)]))
}

/**
 * The rooms that a user is a member of, the whole list with the newest message first. Channels of the configuration are
 * included only where a setting of theirs is stored.
 * @param among these only, and direct rooms that the client does not know yet
 */
export async function membershipsOf(db: PlaceDb, person: string, among?: readonly string[]): Promise<Membership[]> {
  const rows = await db.selectFrom('membership')
    .innerJoin('room_info', 'room_info.id', 'membership.room')
    .innerJoin('room', 'room.id', 'membership.room')
    .select([...INFO, ...OWN, 'room.epoch', 'room.last_seq'])
    .where('membership.person', '=', person).where('membership.state', '=', 'member')
    .where(isListed)
    .$if(among !== undefined, query => query.where(({ eb, or, and }) => or([
      and([eb('room_info.kind', '=', 'direct'), eb('membership.joined_at', '=', NOT_OPENED)]),
      ...(among && among.length > 0 ? [eb('membership.room', 'in', among)] : []),
    ])))
    .$if(among === undefined, query => query.orderBy(LAST_ACTIVE, 'desc'))
    .execute()
  return rows.flatMap((row) => {
    const room = roomOf(row)
    return room ? [{ room, epoch: row.epoch, lastSeq: row.last_seq, ...ownOf(row) }] : []
  })
}
