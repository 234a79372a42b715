import * as z from 'zod/mini'
import { peopleSchema } from '#shared/schemas/people'
import { ParleyError } from '../../../platform/errors/parley-error'
import { BLOCKS_MAX } from '../../../platform/limits/server-limits'
import { defineOperation, type KnownContext } from '../../operations/define'
import { change } from '../../place'
import { directId } from '../../rooms/direct/direct-id'
import { advanceFeeds } from '../../rooms/feed/advance'
import type { PlaceDb } from '../../tables'
import { PERSON, toPerson } from '../people'
import { toCard } from './read-people'

const input = z.strictObject({ person: z.string().check(z.regex(/^[\w-]{1,64}$/)) })

/** Blocks a user: neither of the two may open a direct room with the other or write in it. */
export const blockPerson = defineOperation({
  id: 'blockPerson',
  method: 'PUT',
  path: '/api/blocks/{person}',
  summary: 'Blocks a user.',
  who: 'account',
  input,
  output: z.object({}),
  async run(context, { person: other }) {
    const { db, principal, people } = context
    if (other === principal.id) throw new ParleyError('forbidden', 'You can\'t block yourself.')
    if (!await people.find(other)) throw new ParleyError('not_found', 'There is no such user.')
    const { count } = await db.selectFrom('blocked').select(({ fn }) => fn.countAll<number>().as('count'))
      .where('person', '=', principal.id).executeTakeFirstOrThrow()
    if (Number(count) >= BLOCKS_MAX)
      throw new ParleyError('too_many', `You can block ${BLOCKS_MAX} users. Unblock some first.`)
    await changeTalk(context, other, tx => tx.insertInto('blocked').values({ person: principal.id, other })
      .onConflict(conflict => conflict.doNothing()).execute())
    return {}
  },
})

export const unblockPerson = defineOperation({
  id: 'unblockPerson',
  method: 'DELETE',
  path: '/api/blocks/{person}',
  summary: 'Unblocks a user.',
  who: 'account',
  input,
  output: z.object({}),
  async run(context, { person: other }) {
    const { id } = context.principal
    await changeTalk(context, other, tx =>
      tx.deleteFrom('blocked').where('person', '=', id).where('other', '=', other).execute())
    return {}
  },
})

/**
 * Nothing that was written before the block gets into the direct room after it: its log asks for the permission again.
 * Unread mentions by the other user now count, or no longer count. Only the user's own devices are notified.
 */
async function changeTalk(
  context: KnownContext, other: string, write: (tx: PlaceDb) => Promise<unknown>,
): Promise<void> {
  const { principal: { id }, announce } = context
  const talk = directId(id, other)
  const mentioned = await change(context, [talk], async ({ tx, restrict }) => {
    await write(tx)
    const rooms = await roomsWithMentions(tx, id, other)
    const own = [talk, ...rooms].map(room => ({ person: id, room }))
    await advanceFeeds(tx, [...own, { person: other, room: talk }])
    await restrict(talk)
    return rooms
  })
  announce.person(id)
  await announce.room(talk)
  for (const room of mentioned) await announce.room(room, [id])
}

/** Rooms in which an unread message of the other user mentions this one. */
async function roomsWithMentions(tx: PlaceDb, person: string, author: string): Promise<string[]> {
  const rows = await tx.selectFrom('mention')
    .innerJoin('read_mark', join => join
      .onRef('read_mark.room', '=', 'mention.room').onRef('read_mark.person', '=', 'mention.person'))
    .select('mention.room').distinct()
    .where('mention.person', '=', person).where('mention.author_id', '=', author)
    .whereRef('mention.seq', '>', 'read_mark.seq').execute()
  return rows.map(({ room }) => room)
}

export const listBlocked = defineOperation({
  id: 'listBlocked',
  method: 'GET',
  path: '/api/blocks',
  summary: 'Lists the users whom the caller blocked.',
  who: 'account',
  input: z.strictObject({}),
  output: peopleSchema,
  async run({ db, principal }) {
    const rows = await db.selectFrom('blocked').innerJoin('person', 'person.id', 'blocked.other').select(PERSON)
      .where('blocked.person', '=', principal.id).orderBy('person.name_key').execute()
    return { people: rows.map(row => toCard(toPerson(row))) }
  },
})
