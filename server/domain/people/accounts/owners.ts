import { ParleyError } from '../../../platform/errors/parley-error'
import type { PlaceDb } from '../../tables'

/** The row of table `setting` that exists once there is an owner: of two who claim the place, one can insert it. */
const OWNED = 'owned'

export async function hasOwner(db: PlaceDb): Promise<boolean> {
  const row = await db.selectFrom('setting').select('key').where('key', '=', OWNED).executeTakeFirst()
  return row !== undefined
}

/** Makes the place owned, in the transaction that makes the owner. Of many at once one succeeds. @throws ParleyError */
export async function takePlace(tx: PlaceDb): Promise<void> {
  const taken = await tx.insertInto('setting').values({ key: OWNED, value: String(Date.now()) })
    .onConflict(conflict => conflict.doNothing()).returning('key').executeTakeFirst()
  if (!taken) throw placeTaken()
}

export function placeTaken(): ParleyError {
  return new ParleyError('used', 'This place has an owner already. Ask them for what you need.')
}

/** Lets one transaction after the other change who is an owner. */
export async function lockOwners(tx: PlaceDb): Promise<void> {
  await tx.updateTable('setting').set({ key: OWNED }).where('key', '=', OWNED).execute()
}

/** @throws ParleyError where the transaction left the place without an owner who can sign in */
export async function requireOwner(tx: PlaceDb): Promise<void> {
  const owner = await tx.selectFrom('person').select('id')
    .where('role', '=', 'owner').where('disabled_at', 'is', null).limit(1).executeTakeFirst()
  if (!owner && await hasOwner(tx))
    throw new ParleyError('forbidden', 'The place needs an owner. Make another user one first.')
}
