import { ParleyError } from '../../../platform/errors/parley-error'
import type { Place } from '../../place'
import type { PlaceDb } from '../../tables'

export interface Admission {
  /** The code of an invitation link. */
  readonly invite?: string | undefined
  /** The new user, who uses the invitation up. Without it the answer is only a forecast. */
  readonly person?: string
}

/**
 * Whether a new account may be made, as the owner set it (`settingsSchema.signUp`).
 * @throws ParleyError `forbidden`
 */
export async function admitNewAccount(
  { settings }: Pick<Place, 'settings'>, db: PlaceDb, { invite, person }: Admission,
): Promise<void> {
  const { signUp } = await settings.read(db)
  if (signUp === 'open') return
  if (signUp === 'invited' && invite !== undefined && await isInvited(db, invite, person)) return
  throw new ParleyError('forbidden', signUp === 'invited'
    ? 'New accounts need an invitation link that is still valid. Ask a member for one.'
    : 'New accounts are closed here. Ask an owner of this place.')
}

/**
 * Whether the invitation is valid. Where the new user is given, they count as one who used it: otherwise a link for one
 * user would make accounts for many.
 */
async function isInvited(db: PlaceDb, code: string, person: string | undefined): Promise<boolean> {
  const now = Date.now()
  // Written unchanged, so that two who use the last place wait for each other.
  const lock = person === undefined
    ? db.selectFrom('invite').selectAll().where('code', '=', code)
    : db.updateTable('invite').set({ code }).where('code', '=', code).returningAll()
  const invite = await lock.executeTakeFirst()
  if (!invite || invite.revoked_at !== null || (invite.expires_at !== null && invite.expires_at <= now)) return false
  const uses = await db.selectFrom('invite_use').select('person').where('code', '=', code).execute()
  if (uses.some(use => use.person === person)) return true
  if (invite.max_uses !== null && uses.length >= invite.max_uses) return false
  if (person !== undefined) await db.insertInto('invite_use').values({ code, person, at: now }).execute()
  return true
}
