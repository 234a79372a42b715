import { canInPlace, type PlaceAction } from '../../../access/can'
import type { Principal } from '../../../core/principal'
import { ParleyError } from '../../../platform/errors/parley-error'
import type { KnownContext } from '../../operations/define'
import type { PlaceDb } from '../../tables'
import { PERSON, toPerson } from '../people'

/**
 * The caller with the role that the transaction sees: another process may just have taken it away. A user without a row
 * is a guest.
 * @throws ParleyError `unauthorized` where the account was disabled or erased
 */
export async function principalIn(tx: PlaceDb, principal: Principal): Promise<Principal> {
  const row = await tx.selectFrom('person').select(PERSON).where('id', '=', principal.id).executeTakeFirst()
  if (!row) return { ...principal, role: 'guest' }
  const { role, disabled } = toPerson(row)
  if (disabled) throw new ParleyError('unauthorized', 'This account is disabled. Ask an owner of this place.')
  return { ...principal, role }
}

/**
 * Checks the permission of the operation again, in the transaction that writes. Where it depends on the owners, call
 * `lockOwners` first: of two owners who demote each other one comes too late.
 * @throws ParleyError `forbidden`, `unauthorized`
 */
export async function authorizePlace(
  tx: PlaceDb, { principal, settings }: Pick<KnownContext, 'principal' | 'settings'>, action: PlaceAction,
): Promise<void> {
  if (canInPlace(await principalIn(tx, principal), action, await settings.read(tx))) return
  throw new ParleyError('forbidden', 'Your role in this place does not allow this. Ask an owner.')
}
