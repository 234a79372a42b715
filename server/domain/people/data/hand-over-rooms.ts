import type { PlaceChange } from '../../place'
import { record } from '../../rooms/audit'
import type { FeedChange } from '../../rooms/feed/advance'
import type { PlaceDb } from '../../tables'

/** The rooms of which the user is the only owner. Channels of the configuration are the operator's. */
export async function roomsOfOnlyOwner(db: PlaceDb, person: string, pinned: readonly string[]): Promise<string[]> {
  const rows = await db.selectFrom('membership').select('room')
    .where('person', '=', person).where('state', '=', 'member').where('role', '=', 'owner')
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('membership as other').select('other.person')
      .whereRef('other.room', '=', 'membership.room').where('other.person', '!=', person)
      .where('other.state', '=', 'member').where('other.role', '=', 'owner'))))
    .orderBy('room').execute()
  return rows.map(({ room }) => room).filter(room => !pinned.includes(room))
}

/**
 * Gives a room whose only owner leaves to the moderator who joined first, or else to the member who did. If no member
 * may own a room, it is archived: its messages stay, and a room without a moderator takes no new ones.
 * @returns the users for whom the room changed: the caller moves their feeds once all rooms are locked
 */
export async function handOver({ tx, restrict }: PlaceChange, room: string, person: string): Promise<FeedChange[]> {
  const heir = await tx.selectFrom('membership').innerJoin('person', 'person.id', 'membership.person')
    .select('person.id')
    .where('membership.room', '=', room).where('membership.state', '=', 'member').where('person.id', '!=', person)
    .where('person.handle', 'is not', null).where('person.disabled_at', 'is', null)
    .orderBy(({ eb }) => eb.case().when('membership.role', '=', 'moderator').then(0).else(1).end())
    .orderBy('membership.joined_at').orderBy('person.id').limit(1).executeTakeFirst()
  if (heir) {
    await tx.updateTable('membership').set({ role: 'owner', muted_until: null })
      .where('room', '=', room).where('person', '=', heir.id).execute()
    await record(tx, { room, by: person, action: 'owner', target: heir.id })
    await restrict(room)
    return [{ person: heir.id, room }]
  }
  else {
    await tx.updateTable('room_info').set({ archived_at: Date.now() })
      .where('id', '=', room).where('archived_at', 'is', null).execute()
    await record(tx, { room, by: person, action: 'archive' })
  }
  await restrict(room)
  const members = await tx.selectFrom('membership').select('person')
    .where('room', '=', room).where('state', '=', 'member').where('person', '!=', person).execute()
  return members.map(one => ({ person: one.person, room }))
}
