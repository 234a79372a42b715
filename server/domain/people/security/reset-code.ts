import { RESET_LINK_MS } from '../../../platform/limits/server-limits'
import { ParleyError } from '../../../platform/errors/parley-error'
import type { PlaceDb } from '../../tables'
import { wasUsed, type CodePurpose } from '../held-code'
import { createOneTimeCode, hashCode } from '../one-time'

export const RESET_CODE: CodePurpose = 'reset'

/** Makes a code with which this user chooses a new password. Codes of before end. */
export async function createResetCode(db: PlaceDb, person: string): Promise<string> {
  const { code, hash } = createOneTimeCode()
  await db.deleteFrom('one_time_code').where('person', '=', person).where('purpose', '=', RESET_CODE).execute()
  await db.insertInto('one_time_code')
    .values({ hash, purpose: RESET_CODE, person, expires_at: Date.now() + RESET_LINK_MS, used_at: null }).execute()
  return code
}

/** Whose code it is, while it is valid. @throws ParleyError */
export async function findResetCode(db: PlaceDb, code: string): Promise<string> {
  const row = await db.selectFrom('one_time_code').select('person')
    .where('hash', '=', hashCode(code)).where('purpose', '=', RESET_CODE)
    .where('used_at', 'is', null).where('expires_at', '>', Date.now()).executeTakeFirst()
  if (!row?.person) throw await whyNoReset(db, code)
  return row.person
}

/** Why a code is refused. */
export async function whyNoReset(db: PlaceDb, code: string): Promise<ParleyError> {
  if (await wasUsed(db, code)) return new ParleyError('taken', 'This link was used. Ask for a new one, or sign in.')
  return new ParleyError('not_found', 'This link is not valid any more. Ask for a new one.')
}
