import { sql } from 'kysely'
import type { PlaceDb } from '../../tables'

/** Something of a room changed for this user: what they are in it, what they want of it, or their mark. */
export interface FeedChange {
  readonly person: string
  readonly room: string
}

/**
 * Moves the feeds of these users forward by one, in the transaction that changed their rows. Heads are locked until it
 * ends, so a reader never sees a version without all rows up to it; in the order of ids, so two never wait for each
 * other.
 */
export async function advanceFeeds(tx: PlaceDb, changes: readonly FeedChange[]): Promise<void> {
  if (changes.length === 0) return
  const people = [...new Set(changes.map(({ person }) => person))].sort()
  const heads = await tx.insertInto('feed_head').values(people.map(person => ({ person, version: 1 })))
    .onConflict(conflict => conflict.column('person').doUpdateSet({ version: sql`feed_head.version + 1` }))
    .returningAll().execute()
  const moved = new Map(heads.map(({ person, version }) => [person, version]))
  const rows = new Map(changes.map(({ person, room }) => (
    [`${person} ${room}`, { person, room, version: moved.get(person) ?? 0 }]
  )))
  await tx.insertInto('feed').values([...rows.values()])
    .onConflict(conflict => conflict.columns(['person', 'room'])
      .doUpdateSet(({ ref }) => ({ version: ref('excluded.version') })))
    .execute()
}

/** The same for one room and these users. */
export async function advanceIn(tx: PlaceDb, room: string, ...people: readonly string[]): Promise<void> {
  await advanceFeeds(tx, people.map(person => ({ person, room })))
}

/**
 * The room changed for all its members. The writes are as many as its members: 5,000 take about 0.1 s, in which the
 * room waits. Titles change seldom.
 */
export async function advanceMembers(tx: PlaceDb, room: string): Promise<void> {
  const members = await tx.selectFrom('membership').select('person')
    .where('room', '=', room).where('state', '=', 'member').execute()
  await advanceAll(tx, members.map(({ person }) => ({ person, room })))
}

/** This user has another name, or is erased: their direct rooms are named after them. */
export async function advanceTalksOf(tx: PlaceDb, person: string): Promise<void> {
  const others = await tx
    .selectFrom('membership as mine')
    .innerJoin('room_info', 'room_info.id', 'mine.room')
    .innerJoin('membership as other', 'other.room', 'mine.room')
    .select(['other.person', 'other.room'])
    .where('mine.person', '=', person)
    .where('other.person', '!=', person)
    .where('room_info.kind', '=', 'direct')
    .execute()
  await advanceAll(tx, others)
}

/** Rows per statement: SQLite takes 32,766 parameters. */
const PER_STATEMENT = 2_000

/** The same as `advanceFeeds`, for any number of changes. */
export async function advanceAll(tx: PlaceDb, changes: readonly FeedChange[]): Promise<void> {
  const inOrder = [...changes].sort((a, b) => a.person < b.person ? -1 : 1)
  for (let at = 0; at < inOrder.length; at += PER_STATEMENT) {
    await advanceFeeds(tx, inOrder.slice(at, at + PER_STATEMENT))
  }
}
