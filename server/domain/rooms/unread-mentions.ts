import { sql } from 'kysely'
import { MENTIONS_TOLD_MAX } from '#shared/limits'
import { IDS_PER_READ } from '../../platform/limits/server-limits'
import type { PlaceDb } from '../tables'

/** From where on the messages of a room are unread. */
export interface Marked {
  readonly room: string
  readonly seq: number
}

/** By room, the `seq` of unread messages that mention the user, in order. Rooms without any are missing. */
export type UnreadMentions = ReadonlyMap<string, readonly number[]>

/**
 * The unread messages that mention a user, the newest `MENTIONS_TOLD_MAX` of each room. The user's own don't count, nor
 * do those of users whom the user blocks now. To be asked after the marks: a message that comes meanwhile is among
 * them, and heard of once more.
 */
export async function unreadMentions(
  db: PlaceDb, person: string, marked: readonly Marked[],
): Promise<UnreadMentions> {
  const found = new Map<string, number[]>()
  for (let at = 0; at < marked.length; at += IDS_PER_READ) {
    for (const { room, seq } of await newest(db, person, marked.slice(at, at + IDS_PER_READ))) {
      const seqs = found.get(room)
      if (seqs) seqs.push(seq)
      else found.set(room, [seq])
    }
  }
  return found
}

/** What an answer says of it: nothing where there is nothing. */
export function toldMentions(seqs: readonly number[] | undefined): { mentions?: number[] } {
  return seqs && seqs.length > 0 ? { mentions: [...seqs] } : {}
}

/**
 * The rooms come first in the join: each is a short range of the key, however many mentions were read. A process of the
 * version before deletes messages and not their mentions.
 */
function newest(db: PlaceDb, person: string, marked: readonly Marked[]) {
  const rows = marked.map(({ room, seq }) => sql`(CAST(${room} AS text), CAST(${seq} AS bigint))`)
  const from = sql<{ column1: string, column2: number }>`(VALUES ${sql.join(rows)})`.as('marked')
  const numbered = db.selectFrom(from).crossJoin('mention').innerJoin('message', join => join
    .onRef('message.room', '=', 'mention.room').onRef('message.seq', '=', 'mention.seq')).select([
    'mention.room', 'mention.seq',
    sql<number>`row_number() OVER (PARTITION BY mention.room ORDER BY mention.seq DESC)`.as('place'),
  ])
    .where('mention.person', '=', person).where('mention.author_id', '!=', person)
    .whereRef('mention.room', '=', 'marked.column1').whereRef('mention.seq', '>', 'marked.column2')
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('blocked').select('blocked.other')
      .where('blocked.person', '=', person).whereRef('blocked.other', '=', 'mention.author_id'))))
  return db.selectFrom(numbered.as('newest')).select(['newest.room', 'newest.seq'])
    .where('newest.place', '<=', MENTIONS_TOLD_MAX).orderBy('newest.room').orderBy('newest.seq').execute()
}

/** The same for one room. */
export async function mentionsOf(db: PlaceDb, person: string, room: string, seq: number): Promise<readonly number[]> {
  return (await unreadMentions(db, person, [{ room, seq }])).get(room) ?? []
}
