import * as z from 'zod/mini'
import { peopleSchema } from '#shared/schemas/people'
import { ParleyError } from '../../../platform/errors/parley-error'
import { BLOCKS_MAX } from '../../../platform/limits/server-limits'
import { defineOperation } from '../../operations/define'
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
  async run({ db, principal, people }, { person: other }) {
    if (other === principal.id) throw new ParleyError('forbidden', 'You can\'t block yourself.')
    if (!await people.find(other)) throw new ParleyError('not_found', 'There is no such user.')
    const { count } = await db.selectFrom('blocked').select(({ fn }) => fn.countAll<number>().as('count'))
      .where('person', '=', principal.id).executeTakeFirstOrThrow()
    if (Number(count) >= BLOCKS_MAX) throw new ParleyError('too_many', `You can block ${BLOCKS_MAX} users. Unblock some first.`)
    await db.insertInto('blocked').values({ person: principal.id, other })
      .onConflict(conflict => conflict.doNothing()).execute()
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
  async run({ db, principal }, { person: other }) {
    await db.deleteFrom('blocked').where('person', '=', principal.id).where('other', '=', other).execute()
    return {}
  },
})

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
