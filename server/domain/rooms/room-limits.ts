import type { Room } from '#shared/schemas/room'
import { ParleyError } from '../../platform/errors/parley-error'
import { MEMBERS_PER_PRIVATE_ROOM_MAX, ROOMS_PER_PERSON_MAX } from '../../platform/limits/server-limits'
import type { PlaceDb } from '../tables'
import { isListed } from './memberships'

/** @throws ParleyError `too_many` where the user is in as many rooms as one may be */
export async function requireFewRooms(tx: PlaceDb, person: string): Promise<void> {
  const count = await countRooms(tx, person)
  if (count < ROOMS_PER_PERSON_MAX) return
  throw new ParleyError('too_many', `A user can be in ${ROOMS_PER_PERSON_MAX} rooms. Leave one first.`)
}

/** For one more member, in a transaction that has the room locked. @throws ParleyError `too_many` */
export async function requirePlace(tx: PlaceDb, room: Room, person: string): Promise<void> {
  await requireFewRooms(tx, person)
  if (room.kind === 'channel') return
  const count = await countMembers(tx, room.id)
  if (count < MEMBERS_PER_PRIVATE_ROOM_MAX) return
  throw new ParleyError('too_many', `A private room has ${MEMBERS_PER_PRIVATE_ROOM_MAX} members at most.`)
}

/** Rooms in the user's list: direct rooms without a message do not count. */
async function countRooms(tx: PlaceDb, person: string): Promise<number> {
  const { count } = await tx.selectFrom('membership')
    .innerJoin('room_info', 'room_info.id', 'membership.room')
    .innerJoin('room', 'room.id', 'membership.room')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('person', '=', person).where('state', '=', 'member').where(isListed).executeTakeFirstOrThrow()
  return Number(count)
}

async function countMembers(tx: PlaceDb, room: string): Promise<number> {
  const { count } = await tx.selectFrom('membership').select(({ fn }) => fn.countAll<number>().as('count'))
    .where('room', '=', room).where('state', '=', 'member').executeTakeFirstOrThrow()
  return Number(count)
}
