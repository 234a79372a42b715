import { sql } from 'kysely'
import type { Mark } from '#shared/schemas/room'
import type { PlaceDb } from '../tables'
import { advanceFeeds, advanceIn } from './feed/advance'
import { unreadCount } from './unread-count'
import { unreadMentions } from './unread-mentions'

/**
 * A user's mark in a room, how many messages of others follow, up to `UNREAD_COUNT_MAX`, and which mention the user.
 */
export interface CountedMark extends Mark {
  readonly unread: number
  readonly mentions: readonly number[]
}

/** The mark of a user in a room. */
export interface MarkOf extends Mark {
  readonly person: string
  readonly room: string
}

/** Whether a mark takes the place of another one: see `markSchema`. */
export function isAfter(mark: Mark, before: Mark): boolean {
  return mark.generation === before.generation ? mark.seq > before.seq : mark.generation > before.generation
}

/**
 * The marks of a user in all rooms, or in some, with what is unread: one statement, in which each room's count is an
 * index range, and one for mentions.
 */
export async function marksOf(
  db: PlaceDb, person: string, rooms?: readonly string[],
): Promise<Map<string, CountedMark>> {
  if (rooms?.length === 0) return new Map()
  const rows = await db.selectFrom('read_mark').select([
    'read_mark.room', 'read_mark.seq', 'read_mark.generation',
    unreadCount('read_mark.room', sql`read_mark.seq`, person).as('unread'),
  ]).where('person', '=', person)
    .$if(rooms !== undefined, query => query.where('room', 'in', rooms ?? []))
    .execute()
  const unread = rows.filter(row => Number(row.unread) > 0)
  const mentions = await unreadMentions(db, person, unread)
  return new Map(rows.map(({ room, ...mark }) => [
    room, { ...mark, unread: Number(mark.unread), mentions: mentions.get(room) ?? [] },
  ]))
}

/**
 * The messages of others after `seq`, and the head of the room's log: one statement, so both belong together. A count
 * that already lacks a message whose delete is above the head would be lowered a second time when the delete comes.
 */
export async function unreadUpToHead(
  db: PlaceDb, person: string, room: string, seq: number,
): Promise<{ head: number, unread: number }> {
  const row = await db.selectFrom('room').where('id', '=', room)
    .select(['last_seq', unreadCount('room.id', sql`${seq}`, person).as('unread')]).executeTakeFirst()
  return { head: row?.last_seq ?? 0, unread: Number(row?.unread ?? 0) }
}

/**
 * Moves marks forward; one that is behind the stored mark changes nothing. In one order of rows everywhere: two
 * processes that do this at once must not wait for each other.
 */
export async function saveMarks(db: PlaceDb, marks: readonly MarkOf[]): Promise<void> {
  if (marks.length === 0) return
  const inOrder = [...marks].sort((a, b) => a.person < b.person || (a.person === b.person && a.room < b.room) ? -1 : 1)
  await db.transaction().execute(async (tx) => {
    const moved = await tx.insertInto('read_mark').values(inOrder)
      .onConflict(conflict => conflict.columns(['person', 'room'])
        .doUpdateSet(({ ref }) => ({ seq: ref('excluded.seq'), generation: ref('excluded.generation') }))
        .where(({ eb, and, or, ref }) => or([
          eb(ref('excluded.generation'), '>', ref('read_mark.generation')),
          and([
            eb(ref('excluded.generation'), '=', ref('read_mark.generation')),
            eb(ref('excluded.seq'), '>', ref('read_mark.seq')),
          ]),
        ])))
      .returning(['person', 'room']).execute()
    await advanceFeeds(tx, moved)
  })
}

/**
 * Moves a user's mark back to `seq`, where it is further. What others saw as read stays seen. In any case the mark is
 * of a new generation, so that an older one that is still on its way changes nothing.
 * @returns the mark of now
 */
export async function moveMarkBack(db: PlaceDb, person: string, room: string, seq: number): Promise<Mark> {
  return db.transaction().execute(async (tx) => {
    const mark = await tx.insertInto('read_mark').values({ person, room, seq, generation: 1 })
      .onConflict(conflict => conflict.columns(['person', 'room']).doUpdateSet({
        seq: sql`CASE WHEN read_mark.seq < excluded.seq THEN read_mark.seq ELSE excluded.seq END`,
        generation: sql`read_mark.generation + 1`,
        seen: sql`CASE WHEN read_mark.seen > read_mark.seq THEN read_mark.seen ELSE read_mark.seq END`,
      }))
      .returning(['seq', 'generation']).executeTakeFirstOrThrow()
    await advanceIn(tx, room, person)
    return mark
  })
}
