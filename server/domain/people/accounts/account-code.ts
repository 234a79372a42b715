import { ACCOUNT_LINK_MS } from '../../../platform/limits/server-limits'
import type { PlaceDb } from '../../tables'
import type { CodePurpose } from '../held-code'
import { createOneTimeCode, hashCode } from '../one-time'

const ACCOUNT_CODE: CodePurpose = 'account'

/** Makes a code with which one visitor makes an account, whatever `signUp` says. */
export async function createAccountCode(tx: PlaceDb): Promise<string> {
  const { code, hash } = createOneTimeCode()
  const now = Date.now()
  await tx.deleteFrom('one_time_code').where('purpose', '=', ACCOUNT_CODE).where('expires_at', '<', now).execute()
  await tx.insertInto('one_time_code')
    .values({ hash, purpose: ACCOUNT_CODE, person: null, expires_at: now + ACCOUNT_LINK_MS, used_at: null }).execute()
  return code
}

/** Whether the code makes an account now. */
export async function isAccountCode(db: PlaceDb, code: string): Promise<boolean> {
  const row = await db.selectFrom('one_time_code').select('hash')
    .where('hash', '=', hashCode(code)).where('purpose', '=', ACCOUNT_CODE)
    .where('used_at', 'is', null).where('expires_at', '>', Date.now()).executeTakeFirst()
  return row !== undefined
}

/** Uses the code up, in the transaction that makes the account. Of many who bring it one does. */
export async function takeAccountCode(tx: PlaceDb, code: string): Promise<boolean> {
  const now = Date.now()
  const row = await tx.updateTable('one_time_code').set({ used_at: now })
    .where('hash', '=', hashCode(code)).where('purpose', '=', ACCOUNT_CODE)
    .where('used_at', 'is', null).where('expires_at', '>', now)
    .returning('hash').executeTakeFirst()
  return row !== undefined
}
