import { ParleyError } from '../../../platform/errors/parley-error'
import type { PlaceDb } from '../../tables'

/** @throws ParleyError where the user is the room's only owner */
export async function requireOtherOwner(tx: PlaceDb, room: string, person: string): Promise<void> {
  const other = await tx.selectFrom('membership').select('person')
    .where('room', '=', room).where('role', '=', 'owner').where('state', '=', 'member').where('person', '!=', person)
    .limit(1).executeTakeFirst()
  if (other) return
  throw new ParleyError('forbidden', 'A room needs an owner. Make another member the owner first, or delete the room.')
}
