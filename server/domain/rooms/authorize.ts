import type { Room } from '#shared/schemas/room'
import { can, type Action, type InRoom, type Standing } from '../../access/can'
import type { Principal } from '../../core/principal'
import { ParleyError } from '../../platform/errors/parley-error'
import type { KnownContext } from '../operations/define'
import { principalIn } from '../people/accounts/authorize-place'
import type { PlaceDb } from '../tables'
import { whyNot } from './directory'
import { roomOf, standingOf } from './entry'

/** The room as a transaction sees it, and what the caller is in it. */
export interface Authorized extends InRoom {
  readonly room: Room
}

/** What a user is in a room, as the database has it now; null where nothing is stored of them there. */
export async function standingIn(db: PlaceDb, room: string, person: string): Promise<Standing | null> {
  const row = await db.selectFrom('membership').select(['state', 'role', 'muted_until'])
    .where('room', '=', room).where('person', '=', person).executeTakeFirst()
  return row ? standingOf(row) : null
}

/** The room as the database has it now; null where there is none. */
export async function roomIn(db: PlaceDb, { rooms }: Pick<KnownContext, 'rooms'>, id: string): Promise<Room | null> {
  const info = await db.selectFrom('room_info').selectAll().where('id', '=', id).executeTakeFirst()
  return roomOf(info ?? null, rooms.pinned.find(room => room.id === id))
}

/**
 * Decides once more, in the transaction that writes: what the operation was permitted by may have changed in another
 * process.
 * @throws ParleyError like `RoomDirectory.authorize`
 */
export function authorize(tx: PlaceDb, context: KnownContext, action: Action, id: string): Promise<Authorized> {
  return authorizeIn(tx, context, context.principal, action, id)
}

/** @see authorize */
export async function authorizeIn(
  tx: PlaceDb, place: Pick<KnownContext, 'rooms'>, known: Principal, action: Action, id: string,
): Promise<Authorized> {
  const { rooms } = place
  const principal = await principalIn(tx, known)
  const room = await roomIn(tx, place, id)
  const standing = await standingIn(tx, id, principal.id)
  if (!room || !can(principal, 'read', { room, standing })) throw rooms.unknown(id)
  // Only the database knows the ordinary members of a channel.
  if (!can(principal, action, { room, standing })) throw new ParleyError('forbidden', whyNot(action, room, standing))
  return { principal, standing, room }
}
