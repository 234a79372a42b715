import { sql } from 'kysely'
import type { RoomRole } from '#shared/schemas/room'
import type { PlaceDb } from '../tables'
import { advanceIn } from './feed/advance'

export interface NewMember {
  readonly room: string
  readonly person: string
  readonly role: RoomRole
  /** Unix ms. */
  readonly now: number
}

/**
 * Makes a stored user a member, in a transaction of the caller. A member keeps their role. A user who left or was
 * removed becomes a member again. Refuse a banned user before.
 * @returns whether the user was no member before
 */
export async function keepMember(tx: PlaceDb, { room, person, role, now }: NewMember): Promise<boolean> {
  const kept = await tx.insertInto('membership')
    .values({ room, person, state: 'member', role, joined_at: now, muted_until: null })
    .onConflict(conflict => conflict.columns(['room', 'person'])
      .doUpdateSet({ state: 'member', role, joined_at: now })
      .where('membership.state', 'in', ['left', 'removed']))
    .returning('person').executeTakeFirst()
  // What was said before is not unread to a new member.
  await tx
    .insertInto('read_mark')
    .columns(['person', 'room', 'seq'])
    .expression(eb =>
      eb
        .selectFrom('room')
        .select([sql<string>`${person}`.as('person'), 'id as room', 'last_seq as seq'])
        .where('id', '=', room),
    )
    .onConflict(conflict => conflict.columns(['person', 'room']).doNothing())
    .execute()
  await advanceIn(tx, room, person)
  return kept !== undefined
}
