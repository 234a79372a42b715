import type { InRoom } from '../../../access/can'
import { ParleyError } from '../../../platform/errors/parley-error'
import { NAMES_SOUGHT_IN } from '../../../platform/limits/server-limits'
import { keepPerson, PERSON, toPerson, type StoredPerson } from '../../people/people'
import type { PlaceDb } from '../../tables'
import { standingIn } from '../authorize'

/** The user to whom something is done in a room. */
export interface Target extends InRoom {
  readonly person: StoredPerson
}

/** @throws ParleyError for an unknown user */
export function noSuchPerson(): ParleyError {
  return new ParleyError('not_found', 'There is no such user here.')
}

/**
 * Reads the user, in a transaction. A guest who only wrote in a channel is stored now, under the name that they wrote
 * with: a ban needs a row to point to.
 * @throws ParleyError `not_found`
 */
export async function readTarget(tx: PlaceDb, room: string, id: string): Promise<Target> {
  const person = await storedPerson(tx, id) ?? await authorIn(tx, room, id)
  if (!person) throw noSuchPerson()
  return { person, principal: { id, role: person.role }, standing: await standingIn(tx, room, id) }
}

/** A stored user, as the database has them now. */
export async function storedPerson(db: PlaceDb, id: string): Promise<StoredPerson | null> {
  const row = await db.selectFrom('person').select(PERSON).where('id', '=', id).executeTakeFirst()
  return row ? toPerson(row) : null
}

async function authorIn(tx: PlaceDb, room: string, id: string): Promise<StoredPerson | null> {
  const newest = tx.selectFrom('event').select(['author_id', 'author_name']).where('room', '=', room)
    .orderBy('seq', 'desc').limit(NAMES_SOUGHT_IN).as('newest')
  const found = await tx
    .selectFrom(newest)
    .select('author_name')
    .where('author_id', '=', id)
    .limit(1)
    .executeTakeFirst()
  if (!found) return null
  await keepPerson(tx, { id, name: found.author_name })
  return storedPerson(tx, id)
}
