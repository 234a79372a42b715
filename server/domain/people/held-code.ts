import type { PlaceDb } from '../tables'
import { hashCode } from './one-time'

export type CodePurpose = 'owner' | 'reset' | 'mail' | 'account'

export interface HeldCode {
  /** The user for whom it was made. */
  readonly person: string | null
}

/**
 * Runs something that a code allows once. Of many who bring the code at once one runs it, and the others are refused
 * before anything is done for them. Where it fails, the code is valid again.
 * @returns null where the code is used, expired or unknown
 */
export async function withCode<T>(
  db: PlaceDb, purpose: CodePurpose, code: string, run: (held: HeldCode) => Promise<T>,
): Promise<{ readonly done: T } | null> {
  const hash = hashCode(code)
  const now = Date.now()
  const held = await db.updateTable('one_time_code').set({ used_at: now })
    .where('hash', '=', hash).where('purpose', '=', purpose).where('used_at', 'is', null).where('expires_at', '>', now)
    .returning('person').executeTakeFirst()
  if (!held) return null
  try {
    return { done: await run(held) }
  }
  catch (error) {
    await db.updateTable('one_time_code').set({ used_at: null }).where('hash', '=', hash).execute().catch(() => {})
    throw error
  }
}

/** Whether the code was used, and is not expired or unknown. */
export async function wasUsed(db: PlaceDb, code: string): Promise<boolean> {
  const row = await db
    .selectFrom('one_time_code')
    .select('used_at')
    .where('hash', '=', hashCode(code))
    .executeTakeFirst()
  return row !== undefined && row.used_at !== null
}
