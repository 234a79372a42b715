import { sql } from 'kysely'
import * as z from 'zod/mini'
import { roomIdSchema } from '#shared/schemas/room'
import { membersSchema, type Member } from '#shared/schemas/rooms'
import { MEMBERS_PAGE } from '../../../platform/limits/server-limits'
import { defineOperation } from '../../operations/define'
import { SEARCHES } from '../../reads'
import { nameKey } from '../../people/name-key'
import { PERSON, toPerson } from '../../people/people'
import { toCard } from '../../people/profile/read-people'
import { containing } from '../../search'
import { roleOf } from '../entry'
import { cursorOf, readCursor } from './cursor'

/** Owners first, then moderators, then members; users who are banned at the end. */
const RANK = sql<number>`CASE WHEN membership.state = 'banned' THEN 3 ELSE
  CASE membership.role WHEN 'owner' THEN 0 WHEN 'moderator' THEN 1 ELSE 2 END END`
const NAME = sql<string>`lower(person.name)`

/** The members of a room, page by page. Moderators see the banned users, too. */
export const listMembers = defineOperation({
  id: 'listMembers',
  method: 'GET',
  path: '/api/rooms/{room}/members',
  summary: 'Lists the members of a room, page by page: owners and moderators first, then by name.',
  who: { room: 'members' },
  limit: SEARCHES,
  input: z.strictObject({
    room: roomIdSchema,
    /** `next` of the page before. */
    after: z.optional(z.string().check(z.maxLength(400))),
    q: z.optional(z.string().check(z.maxLength(100))),
  }),
  output: membersSchema,
  async run({ db, rooms, people, principal, peoplePresence }, { room, after, q = '' }) {
    const states = rooms.may(principal, 'moderate', room) ? ['member', 'banned'] : ['member']
    const cursor = readCursor(after)
    const listed = db.selectFrom('membership').innerJoin('person', 'person.id', 'membership.person')
      .where('membership.room', '=', room)
      .$if(q.trim() !== '', query => query.where(({ ref, or }) => or([
        containing(ref('person.name_key'), nameKey(q)), containing(ref('person.handle'), q),
      ])))
    const [page, counted] = await Promise.all([
      listed
        .select([
          ...PERSON, 'membership.role as roomRole', 'membership.state', 'membership.muted_until', RANK.as('rank'),
          NAME.as('sorted'),
        ])
        .where('membership.state', 'in', states)
        .$if(cursor !== null, query =>
          query.where(
            sql<boolean>`(${RANK}, ${NAME}, person.id) > (${cursor?.rank ?? 0}, ${cursor?.name ?? ''}, ${cursor?.id ?? ''})`,
          ),
        )
        .orderBy('rank')
        .orderBy('sorted')
        .orderBy('person.id')
        .limit(MEMBERS_PAGE + 1)
        .execute(),
      listed
        .select(eb => eb.fn.countAll<number>().as('count'))
        .where('membership.state', '=', 'member')
        .executeTakeFirstOrThrow(),
    ])
    const shown = page.slice(0, MEMBERS_PAGE)
    const last = page.length > MEMBERS_PAGE ? shown.at(-1) : undefined
    // A user who hides their presence does not see that of others.
    const isBlind = (await people.find(principal.id))?.hidesPresence === true
    const here = await peoplePresence.read(isBlind ? [] : shown.map(({ id }) => id))
    return {
      members: shown.map(({ roomRole, state, muted_until: mutedUntil, ...row }): Member => {
        const person = toPerson(row)
        return {
          ...toCard(person),
          roomRole: roleOf(roomRole), online: !person.hidesPresence && here.has(person.id),
          ...(mutedUntil !== null && mutedUntil > Date.now() ? { mutedUntil } : {}),
          ...(state === 'banned' ? { banned: true } : {}),
        }
      }),
      count: Number(counted.count),
      ...(last ? { next: cursorOf({ rank: Number(last.rank), name: last.sorted, id: last.id }) } : {}),
    }
  },
})
