import * as z from 'zod/mini'
import { canInPlace } from '../../../access/can'
import { FACES_PER_READ } from '#shared/limits'
import { facesSchema, peopleSchema, personSchema, type Person } from '#shared/schemas/people'
import { ParleyError } from '../../../platform/errors/parley-error'
import { PEOPLE_FOUND_MAX } from '../../../platform/limits/server-limits'
import type { RateLimit } from '../../../platform/limits/consume'
import { defineOperation } from '../../operations/define'
import { READS, SEARCHES } from '../../reads'
import type { PlaceDb } from '../../tables'
import { faceOf, PERSON, toPerson, type StoredPerson } from '../people'
import { nameKey } from '../name-key'

/** Above every character that a name has. */
const LAST_CHARACTER = '\u{10FFFF}'

/** Finds users with an account by the beginning of their name or handle. Owners find disabled ones, too. */
export const findPeople = defineOperation({
  id: 'findPeople',
  method: 'GET',
  path: '/api/people',
  summary: 'Finds users with an account by the beginning of their name or handle.',
  who: { place: 'browse' },
  limit: SEARCHES,
  input: z.strictObject({ q: z.optional(z.string().check(z.maxLength(64))) }),
  output: peopleSchema,
  async run({ db, principal, settings }, { q = '' }) {
    const words = nameKey(q).replace(/^@/, '')
    const all = canInPlace(principal, 'administer', settings.known)
    const found = await Promise.all([beginning(db, 'name_key', words, all), beginning(db, 'handle', words, all)])
    const rows = new Map(found.flat().map(row => [row.id, row]))
    const sorted = [...rows.values()].sort((a, b) => compare(a.name_key, b.name_key) || compare(a.id, b.id))
    return { people: sorted.slice(0, PEOPLE_FOUND_MAX).map(row => toCard(toPerson(row), all)) }
  },
})

/** A range of the index, and not LIKE: neither engine uses an index for both cases of LIKE. */
function beginning(db: PlaceDb, column: 'name_key' | 'handle', words: string, withDisabled: boolean) {
  const all = db.selectFrom('person').select([...PERSON, 'name_key'])
    .where(column, '>=', words).where(column, '<', words + LAST_CHARACTER)
    .where('handle', 'is not', null).orderBy(column).orderBy('id').limit(PEOPLE_FOUND_MAX)
  return (withDisabled ? all : all.where('disabled_at', 'is', null)).execute()
}

const compare = (a: string, b: string) => a < b ? -1 : Number(a > b)

/** One user as a profile shows them. Guests without a row have none. */
export const readPerson = defineOperation({
  id: 'readPerson',
  method: 'GET',
  path: '/api/people/{person}',
  summary: 'Reads one user.',
  who: 'session',
  limit: READS,
  input: z.strictObject({ person: z.string().check(z.regex(/^[\w-]{1,64}$/)) }),
  output: personSchema,
  async run({ people }, { person: id }) {
    const person = await people.find(id)
    if (!person)
      throw new ParleyError('not_found', 'There is no such user, or it is a guest of whom nothing is stored.')
    return toCard(person)
  },
})

const FACES: RateLimit = { what: 'questions for names', then: 'ask again', apart: 'faces' }

/** Present names and pictures, for what users wrote before. Users without an account are not among them. */
export const readFaces = defineOperation({
  id: 'readFaces',
  method: 'POST',
  path: '/api/people',
  summary: 'Reads the present names and pictures of users with an account, by their ids.',
  who: 'session',
  limit: FACES,
  input: z.strictObject({
    ids: z.array(z.string().check(z.regex(/^[\w-]{1,64}$/))).check(z.maxLength(FACES_PER_READ)),
  }),
  output: facesSchema,
  async run({ people }, { ids }) {
    const stored = await Promise.all([...new Set(ids)].map(id => people.find(id)))
    return { people: stored.flatMap(person => (person && faceOf(person)) ?? []) }
  },
})

/** @param forOwner owners also see which accounts are disabled */
export function toCard(person: StoredPerson, forOwner = false): Person {
  const { id, name, handle, role, status, picture } = person
  return {
    id, name, role,
    ...(handle === null ? {} : { handle }), ...(status ? { status } : {}), ...(picture === null ? {} : { picture }),
    ...(forOwner && person.disabled ? { disabled: true } : {}),
  }
}
