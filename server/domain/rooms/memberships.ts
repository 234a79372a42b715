import type { Room, RoomRole } from '#shared/schemas/room'
import type { PlaceDb } from '../tables'
import { roleOf, roomOf } from './entry'

/** A room that a user is a member of, as the database has it. */
export interface Membership {
  readonly room: Room
  readonly role: RoomRole
  readonly epoch: string
  readonly lastSeq: number
  readonly mutedUntil: number | null
}

/** The rooms that a user is a member of, without channels of the configuration. */
export async function membershipsOf(db: PlaceDb, person: string): Promise<Membership[]> {
  const rows = await db.selectFrom('membership')
    .innerJoin('room_info', 'room_info.id', 'membership.room')
    .innerJoin('room', 'room.id', 'membership.room')
    .select([
      'room_info.id', 'room_info.kind', 'room_info.title', 'room_info.topic', 'room_info.emoji',
      'room_info.archived_at', 'room_info.read_only', 'membership.role', 'membership.muted_until', 'room.epoch',
      'room.last_seq',
    ])
    .where('membership.person', '=', person).where('membership.state', '=', 'member')
    .execute()
  return rows.flatMap(({ role, muted_until: mutedUntil, epoch, last_seq: lastSeq, ...info }) => {
    const room = roomOf(info)
    return room ? [{ room, role: roleOf(role), epoch, lastSeq, mutedUntil }] : []
  })
}
