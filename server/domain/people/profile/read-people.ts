import { sql } from 'kysely'
import * as z from 'zod/mini'
import { peopleSchema, personSchema, type Person } from '#shared/schemas/people'
import { ParleyError } from '../../../platform/errors/parley-error'
import { PEOPLE_FOUND_MAX } from '../../../platform/limits/server-limits'
import { defineOperation } from '../../operations/define'
import { PERSON, toPerson, type StoredPerson } from '../people'
import { nameKey } from '../name-key'

/** Words of a search that no name or handle begins with. */
const UNSTORABLE = /\0/

/** Finds users with an account by the beginning of their name or handle. */
export const findPeople = defineOperation({
  id: 'findPeople',
  method: 'GET',
  path: '/api/people',
  summary: 'Finds users with an account by the beginning of their name or handle.',
  who: { place: 'browse' },
  input: z.strictObject({ q: z.optional(z.string().check(z.maxLength(64))) }),
  output: peopleSchema,
  async run({ db }, { q = '' }) {
    const words = nameKey(q).replace(/^@/, '')
    if (UNSTORABLE.test(words)) return { people: [] }
    const pattern = `${words.replaceAll(/[\\%_]/g, '\\$&')}%`
    const rows = await db.selectFrom('person').select(PERSON)
      .where('handle', 'is not', null).where('disabled_at', 'is', null)
      .where(sql<boolean>`(name_key LIKE ${pattern} ESCAPE '\\' OR handle LIKE ${pattern} ESCAPE '\\')`)
      .orderBy('name_key').orderBy('id').limit(PEOPLE_FOUND_MAX).execute()
    return { people: rows.map(row => toCard(toPerson(row))) }
  },
})

/** One user as a card shows them. Guests of whom nothing is stored have none. */
export const readPerson = defineOperation({
  id: 'readPerson',
  method: 'GET',
  path: '/api/people/{person}',
  summary: 'Reads one user.',
  who: 'session',
  input: z.strictObject({ person: z.string().check(z.regex(/^[\w-]{1,64}$/)) }),
  output: personSchema,
  async run({ people }, { person: id }) {
    const person = await people.find(id)
    if (!person) throw new ParleyError('not_found', 'There is no such user, or it is a guest of whom nothing is stored.')
    return toCard(person)
  },
})

export function toCard({ id, name, handle, role, status }: StoredPerson): Person {
  return { id, name, role, ...(handle === null ? {} : { handle }), ...(status ? { status } : {}) }
}
