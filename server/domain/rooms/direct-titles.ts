import { IDS_PER_READ } from '../../platform/limits/server-limits'
import type { PlaceDb } from '../tables'

/** The other user of each direct room. */
export async function titlesOfDirect(
  db: PlaceDb, person: string, rooms: readonly string[],
): Promise<Map<string, { id: string, name: string }>> {
  const others = new Map<string, { id: string, name: string }>()
  for (let at = 0; at < rooms.length; at += IDS_PER_READ) {
    const rows = await db.selectFrom('membership').innerJoin('person', 'person.id', 'membership.person')
      .select(['membership.room', 'person.id', 'person.name'])
      .where('membership.room', 'in', rooms.slice(at, at + IDS_PER_READ)).where('membership.person', '!=', person)
      .execute()
    for (const { room, id, name } of rows) others.set(room, { id, name })
  }
  return others
}
