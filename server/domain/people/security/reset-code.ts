import { RESET_LINK_MS } from '../../../platform/limits/server-limits'
import { ParleyError } from '../../../platform/errors/parley-error'
import type { PlaceDb } from '../../tables'
import { createOneTimeCode, hashCode } from '../one-time'

const PURPOSE = 'reset'

/** Makes a code with which this user chooses a new password. Codes of before end. */
export async function createResetCode(db: PlaceDb, person: string): Promise<string> {
  const { code, hash } = createOneTimeCode()
  await db.deleteFrom('one_time_code').where('person', '=', person).where('purpose', '=', PURPOSE).execute()
  await db.insertInto('one_time_code')
    .values({ hash, purpose: PURPOSE, person, expires_at: Date.now() + RESET_LINK_MS, used_at: null }).execute()
  return code
}

/** Whose code it is, while it is valid. @throws ParleyError `not_found`, `taken` */
export async function findResetCode(db: PlaceDb, code: string): Promise<string> {
  const row = await db.selectFrom('one_time_code').selectAll()
    .where('hash', '=', hashCode(code)).where('purpose', '=', PURPOSE).executeTakeFirst()
  if (!row?.person || row.expires_at <= Date.now()) {
    throw new ParleyError('not_found', 'This link is not valid any more. Ask for a new one.')
  }
  if (row.used_at !== null) throw used()
  return row.person
}

/** Uses the code up, in the transaction that sets the password. Of many at once one succeeds. @throws ParleyError */
export async function consumeResetCode(tx: PlaceDb, code: string): Promise<void> {
  const now = Date.now()
  const consumed = await tx.updateTable('one_time_code').set({ used_at: now })
    .where('hash', '=', hashCode(code)).where('purpose', '=', PURPOSE)
    .where('used_at', 'is', null).where('expires_at', '>', now)
    .returning('hash').executeTakeFirst()
  if (!consumed) throw used()
}

const used = () => new ParleyError('taken', 'This link was used. Ask for a new one, or sign in.')
