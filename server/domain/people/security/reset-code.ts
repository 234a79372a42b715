import { RESET_LINK_MS, RESET_MAIL_EVERY_MS } from '../../../platform/limits/server-limits'
import { ParleyError } from '../../../platform/errors/parley-error'
import type { PlaceDb } from '../../tables'
import { wasUsed, type CodePurpose } from '../held-code'
import { createOneTimeCode, hashCode } from '../one-time'

/** Codes for a new password: an owner makes one, or a user asks for one by mail. */
const RESET_CODES = ['reset', 'mail'] as const satisfies readonly CodePurpose[]
type ResetPurpose = typeof RESET_CODES[number]

/** Makes a code with which this user chooses a new password, for an owner. Codes of before end. */
export async function createResetCode(db: PlaceDb, person: string): Promise<string> {
  await db.deleteFrom('one_time_code').where('person', '=', person).where('purpose', 'in', RESET_CODES).execute()
  return createCode(db, person, 'reset')
}

/**
 * Makes a code that is mailed. Anyone who knows the handle can ask for one, so earlier codes stay valid. Null if the
 * last one was mailed a moment ago.
 */
export async function createMailCode(db: PlaceDb, person: string): Promise<string | null> {
  const recent = await db.selectFrom('one_time_code').select('hash')
    .where('person', '=', person).where('purpose', '=', 'mail')
    .where('expires_at', '>', Date.now() + RESET_LINK_MS - RESET_MAIL_EVERY_MS).limit(1).executeTakeFirst()
  return recent ? null : createCode(db, person, 'mail')
}

async function createCode(db: PlaceDb, person: string, purpose: ResetPurpose): Promise<string> {
  const { code, hash } = createOneTimeCode()
  await db.insertInto('one_time_code')
    .values({ hash, purpose, person, expires_at: Date.now() + RESET_LINK_MS, used_at: null }).execute()
  return code
}

/** The user of the code and what made it, while it is valid. @throws ParleyError */
export async function findResetCode(db: PlaceDb, code: string): Promise<{ person: string, purpose: ResetPurpose }> {
  const row = await db.selectFrom('one_time_code').select(['person', 'purpose'])
    .where('hash', '=', hashCode(code)).where('purpose', 'in', RESET_CODES)
    .where('used_at', 'is', null).where('expires_at', '>', Date.now()).executeTakeFirst()
  const purpose = RESET_CODES.find(one => one === row?.purpose)
  if (!row?.person || !purpose) throw await whyNoReset(db, code)
  return { person: row.person, purpose }
}

/** Why a code is refused. */
export async function whyNoReset(db: PlaceDb, code: string): Promise<ParleyError> {
  if (await wasUsed(db, code)) return new ParleyError('used', 'This link was used. Ask for a new one, or sign in.')
  return new ParleyError('not_found', 'This link is no longer valid. Ask for a new one.')
}
