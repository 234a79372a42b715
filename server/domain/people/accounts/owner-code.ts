import { OWNER_LINK_MS } from '../../../platform/limits/server-limits'
import { ParleyError } from '../../../platform/errors/parley-error'
import type { PlaceDb } from '../../tables'
import type { CodePurpose } from '../held-code'
import { createOneTimeCode } from '../one-time'
import { hasOwner, placeTaken } from './owners'

export const OWNER_CODE: CodePurpose = 'owner'

/**
 * Makes a code with which a visitor becomes the first owner. Codes of other processes stay valid: the first visitor
 * becomes the owner, all others are refused.
 * @returns null once there is an owner
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

/** Why a code of the link is refused. */
export async function whyNoOwner(db: PlaceDb): Promise<ParleyError> {
  if (await hasOwner(db)) return placeTaken()
  return new ParleyError('not_found', 'This link is no longer valid. The server prints a new one: see its terminal.')
}
