import { sql } from 'kysely'
import * as z from 'zod/mini'
import { SEEN_BY_MAX } from '#shared/limits'
import { roomIdSchema, seqSchema } from '#shared/schemas/room'
import { seenBySchema } from '#shared/schemas/rooms'
import { defineOperation } from '../../operations/define'
import { READS } from '../../reads'

/** A number in the query of an address. */
const seqInQuery = z.pipe(z.string().check(z.regex(/^\d{1,15}$/)), z.pipe(z.transform(Number), seqSchema))

/** The highest mark that a member ever had: marking messages as unread does not lower it. */
const SEEN = sql<number>`CASE WHEN read_mark.seen > read_mark.seq THEN read_mark.seen ELSE read_mark.seq END`

/** Which other members have read up to a message. Derived from read marks: one row per member and room. */
export const listSeen = defineOperation({
  id: 'listSeen',
  method: 'GET',
  path: '/api/rooms/{room}/seen',
  summary: 'Lists the other members who have read up to `seq`; of a large room only how many.',
  who: { room: 'members' },
  limit: READS,
  input: z.strictObject({ room: roomIdSchema, seq: seqInQuery }),
  output: seenBySchema,
  async run({ db, principal, people, rooms, smallRooms }, { room, seq }) {
    // All users have these channels, members or not: the rows do not show which users have read.
    if (rooms.isPinned(room)) return { people: [], count: 0 }
    if ((await people.find(principal.id))?.hidesReading !== false) return { people: [], count: 0 }
    const seen = db.selectFrom('read_mark')
      .innerJoin('membership', join => join.onRef('membership.room', '=', 'read_mark.room')
        .onRef('membership.person', '=', 'read_mark.person').on('membership.state', '=', 'member'))
      .innerJoin('person', 'person.id', 'read_mark.person')
      .where('read_mark.room', '=', room).where('read_mark.person', '!=', principal.id)
      .where('person.hides_reading', '=', 0).where('person.disabled_at', 'is', null)
      .where(SEEN, '>=', seq)
    if (await smallRooms.members(room) === null) {
      const { count } = await seen.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
      return { people: [], count: Number(count) }
    }
    const rows = await seen
      .select(['person.id', 'person.name', SEEN.as('seq')])
      .orderBy('person.name')
      .limit(SEEN_BY_MAX)
      .execute()
    return { people: rows.map(row => ({ ...row, seq: Number(row.seq) })), count: rows.length }
  },
})
