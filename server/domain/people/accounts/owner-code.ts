import { OWNER_LINK_MS } from '../../../platform/limits/server-limits'
import { ParleyError } from '../../../platform/errors/parley-error'
import type { PlaceDb } from '../../tables'
import { createOneTimeCode, hashCode } from '../one-time'

const PURPOSE = 'owner'

/** The row of table `setting` that exists once there is an owner: of two who claim the place, one can insert it. */
const OWNED = 'owned'

export async function hasOwner(db: PlaceDb): Promise<boolean> {
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
    .values({ hash, purpose: PURPOSE, person: null, expires_at: now + OWNER_LINK_MS, used_at: null }).execute()
  return code
}

/** Whether the code would be accepted now. @throws ParleyError where it would not */
export async function checkOwnerCode(db: PlaceDb, code: string): Promise<void> {
  if (await hasOwner(db)) throw used()
  const row = await db.selectFrom('one_time_code').select('hash')
    .where('hash', '=', hashCode(code)).where('purpose', '=', PURPOSE)
    .where('used_at', 'is', null).where('expires_at', '>', Date.now()).executeTakeFirst()
  if (!row) throw expired()
}

/** Uses the code up, in the transaction that makes the owner. Of many at once one succeeds. @throws ParleyError */
export async function consumeOwnerCode(tx: PlaceDb, code: string, person: string): Promise<void> {
  const now = Date.now()
  const consumed = await tx.updateTable('one_time_code').set({ used_at: now, person })
    .where('hash', '=', hashCode(code)).where('purpose', '=', PURPOSE)
    .where('used_at', 'is', null).where('expires_at', '>', now)
    .returning('hash').executeTakeFirst()
  if (!consumed) throw await hasOwner(tx) ? used() : expired()
  const claimed = await tx.insertInto('setting').values({ key: OWNED, value: String(now) })
    .onConflict(conflict => conflict.doNothing()).returning('key').executeTakeFirst()
  if (!claimed) throw used()
}

const used = () => new ParleyError('taken', 'This place has an owner already. Ask them for what you need.')

const expired = () => new ParleyError('not_found', 'This link is not valid any more. The server prints a new one: see its terminal.')
