import type { PlaceDb } from '../tables'

/** Whether one of these two users blocked the other. */
export async function isBlocked(db: PlaceDb, two: readonly string[]): Promise<boolean> {
  const row = await db.selectFrom('blocked').select('person')
    .where('person', 'in', two).where('other', 'in', two).limit(1).executeTakeFirst()
  return row !== undefined
}
