import { IDS_PER_READ } from '../../platform/limits/server-limits'
import type { PlaceDb } from '../tables'

/** The other user of a direct room. */
export interface Other {
  readonly id: string
  readonly name: string
  /** One of the two blocked the other. */
  readonly blocked: boolean
}

/** The other user of each direct room. */
export async function titlesOfDirect(
  db: PlaceDb, person: string, rooms: readonly string[],
): Promise<Map<string, Other>> {
  const others = new Map<string, Other>()
  for (let at = 0; at < rooms.length; at += IDS_PER_READ) {
    const rows = await db
      .selectFrom('membership')
      .innerJoin('person', 'person.id', 'membership.person')
      .leftJoin('blocked as mine', join => join.on('mine.person', '=', person).onRef('mine.other', '=', 'person.id'))
      .leftJoin('blocked as theirs', join =>
        join.onRef('theirs.person', '=', 'person.id').on('theirs.other', '=', person),
      )
      .select(['membership.room', 'person.id', 'person.name', 'mine.other as mine', 'theirs.other as theirs'])
      .where('membership.room', 'in', rooms.slice(at, at + IDS_PER_READ))
      .where('membership.person', '!=', person)
      .execute()
    for (const { room, id, name, mine, theirs } of rows) {
      others.set(room, { id, name, blocked: (mine ?? theirs) !== null })
    }
  }
  return others
}

/** What a direct room is to one of its two users: it has the other's name. */
export function shownOther(other: Other | undefined) {
  if (!other) return {}
  return { title: other.name, with: other.id, ...(other.blocked ? { readOnly: true } : {}) }
}
