import { ParleyError } from '../../../platform/errors/parley-error'
import type { PlaceDb } from '../../tables'

/**
 * For every way to a session, in the transaction that creates it: an account that is disabled meanwhile would get one
 * that opens once it is enabled again. The write locks the row until then.
 * @throws ParleyError `forbidden`
 */
export async function lockEnabled(tx: PlaceDb, id: string): Promise<void> {
  const enabled = await tx.updateTable('person').set({ disabled_at: null })
    .where('id', '=', id).where('handle', 'is not', null).where('disabled_at', 'is', null)
    .returning('id').executeTakeFirst()
  if (!enabled) throw accountDisabled()
}

export function accountDisabled(): ParleyError {
  return new ParleyError('forbidden', 'This account is disabled. Ask an owner of this place.')
}
