import { OWNER_LINK_MS } from '../../../platform/limits/server-limits'
import { ParleyError } from '../../../platform/errors/parley-error'
import type { PlaceDb } from '../../tables'
import type { CodePurpose } from '../held-code'
import { createOneTimeCode } from '../one-time'

export const OWNER_CODE: CodePurpose = 'owner'

/** The row of table `setting` that exists once there is an owner: of two who claim the place, one can insert it. */
const OWNED = 'owned'

async function hasOwner(db: PlaceDb): Promise<boolean> {
  const row = await db.selectFrom('setting').select('key').where('key', '=', OWNED).executeTakeFirst()
  return row !== undefined
}

/** Lets one transaction after the other change who is an owner. */
export async function lockOwners(tx: PlaceDb): Promise<void> {
  await tx.updateTable('setting').set({ key: OWNED }).where('key', '=', OWNED).execute()
}

/**
 * Makes a code with which a visitor becomes the first owner. Codes of other processes stay valid: whoever comes first
 * becomes the owner, and all others are refused. @returns null once there is an owner
 */
export async function createOwnerCode(db: PlaceDb): Promise<string | null> {
  const now = Date.now()
  await db.deleteFrom('one_time_code').where('expires_at', '<', now).execute()
  if (await hasOwner(db)) return null
  const { code, hash } = createOneTimeCode()
  await db.insertInto('one_time_code')
    .values({ hash, purpose: OWNER_CODE, person: null, expires_at: now + OWNER_LINK_MS, used_at: null }).execute()
  return code
}

/** Makes the place owned, in the transaction that makes the owner. Of many at once one succeeds. @throws ParleyError */
export async function takePlace(tx: PlaceDb): Promise<void> {
  const taken = await tx.insertInto('setting').values({ key: OWNED, value: String(Date.now()) })
    .onConflict(conflict => conflict.doNothing()).returning('key').executeTakeFirst()
  if (!taken) throw placeTaken()
}

/** Why a code of the link is refused. */
export async function whyNoOwner(db: PlaceDb): Promise<ParleyError> {
  if (await hasOwner(db)) return placeTaken()
  return new ParleyError('not_found', 'This link is not valid any more. The server prints a new one: see its terminal.')
}

export const placeTaken = () => new ParleyError('taken', 'This place has an owner already. Ask them for what you need.')
