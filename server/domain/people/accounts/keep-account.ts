import type { PlaceRole } from '#shared/schemas/user'
import { ParleyError } from '../../../platform/errors/parley-error'
import type { PlaceDb } from '../../tables'
import { nameKey } from '../name-key'
import { NO_ACCOUNT } from '../people'
import { handleTaken } from './taken'

export interface NewAccount {
  /** The guest's id, which the account keeps: the guest's messages stay theirs. */
  readonly id: string
  readonly name: string
  readonly handle: string
  readonly role: Exclude<PlaceRole, 'guest'>
  /** As stored; null where the user signs in with a provider. */
  readonly password: string | null
  readonly issuer?: string
  readonly subject?: string
}

/**
 * Stores an account, in a transaction of the caller. A guest becomes an account. A user who has one keeps it as it is.
 * The sign-ins of the guest end with it.
 * @throws ParleyError `taken`
 */
export async function keepAccount(tx: PlaceDb, { id, name, handle, role, ...ways }: NewAccount): Promise<void> {
  const other = await tx.selectFrom('person').select('id').where('handle', '=', handle).executeTakeFirst()
  if (other) throw handleTaken()
  const { password, issuer = null, subject = null } = ways
  const account = { name, name_key: nameKey(name), handle, role, password, issuer, subject }
  const kept = await tx.insertInto('person').values({ ...NO_ACCOUNT, id, created_at: Date.now(), ...account })
    .onConflict(conflict => conflict.column('id').doUpdateSet(account)
      .where('person.handle', 'is', null).where('person.disabled_at', 'is', null))
    .returning('id').execute()
  // The same guest in another tab was faster, or may not come in any more.
  if (kept.length === 0) throw new ParleyError('taken', 'You have an account already. Reload the page.')
  await tx.deleteFrom('session').where('person', '=', id).execute()
}
