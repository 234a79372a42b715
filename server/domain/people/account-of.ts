import type { Account } from '#shared/schemas/user'
import type { PlaceDb } from '../tables'
import type { StoredPerson } from './people'

/** The account of a stored user as the user's clients get it; undefined for a guest. */
export async function accountOf(db: PlaceDb, { id, handle, role }: StoredPerson): Promise<Account | undefined> {
  if (handle === null) return undefined
  const rows = await db.selectFrom('blocked').select('other').where('person', '=', id).execute()
  return { handle, role, ...rows.length > 0 && { blocked: rows.map(({ other }) => other) } }
}
