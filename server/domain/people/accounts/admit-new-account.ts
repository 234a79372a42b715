import { ParleyError } from '../../../platform/errors/parley-error'
import type { OperationContext } from '../../operations/define'
import { findInvite, hasUsed } from '../../rooms/invites/find-invite'
import type { PlaceDb } from '../../tables'
import { isAccountCode, takeAccountCode } from './account-code'

/**
 * Whether a new account may be made, as the owner set it (`settingsSchema.signUp`).
 * @param invite the code of an invitation link, or of a link that an owner made for one account
 * @returns the room of the link, which the transaction has to lock; null where none is needed
 * @throws ParleyError `forbidden`
 */
export async function admitNewAccount(
  context: OperationContext, db: PlaceDb, invite: string | undefined,
): Promise<string | null> {
  const { signUp } = await context.settings.read(db)
  if (signUp === 'open' || (invite !== undefined && await isAccountCode(db, invite))) return null
  if (signUp === 'closed')
    throw new ParleyError('forbidden', 'New accounts are closed here. Ask an owner of this place.')
  const found = invite === undefined ? null : await findInvite(db, context, invite)
  if (!found) throw notInvited()
  return found.room.id
}

/**
 * Admits a new user, in the transaction that makes the account. The user counts as one who came by the link: a link for
 * one user makes one account.
 * @throws ParleyError `forbidden`
 */
export async function admitPerson(
  context: OperationContext, tx: PlaceDb, invite: string | undefined, person: string,
): Promise<void> {
  if (invite !== undefined && await takeAccountCode(tx, invite)) return
  const room = await admitNewAccount(context, tx, invite)
  if (room === null || invite === undefined || await hasUsed(tx, invite, person)) return
  const found = await findInvite(tx, context, invite)
  if (!found || (found.maxUses !== null && found.uses >= found.maxUses)) throw notInvited()
  await tx.insertInto('invite_use').values({ code: invite, person, at: Date.now() }).execute()
}

function notInvited(): ParleyError {
  return new ParleyError('forbidden', 'New accounts need an invitation link that is still valid. Ask a member for one.')
}
