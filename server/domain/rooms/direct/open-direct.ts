import { nanoid } from 'nanoid'
import * as z from 'zod/mini'
import { roomAnswerSchema } from '#shared/schemas/rooms'
import { ParleyError } from '../../../platform/errors/parley-error'
import { defineOperation } from '../../operations/define'
import { isBlocked } from '../../people/is-blocked'
import { change } from '../../place'
import type { PlaceDb } from '../../tables'
import { answerRoom } from '../answer-room'
import { standingIn } from '../authorize'
import { noSuchPerson, storedPerson } from '../members/target'
import { NOT_OPENED } from '../memberships'
import { requireFewRooms } from '../room-limits'
import { ROOM_CHANGES } from '../rate-limits'
import { directId } from './direct-id'

/** Opens the direct room with another user. It is in the lists of both from its first message on. */
export const openDirect = defineOperation({
  id: 'openDirect',
  method: 'PUT',
  path: '/api/direct/{person}',
  summary: 'Opens the direct room with another user, and creates it where there is none.',
  who: 'account',
  limit: ROOM_CHANGES,
  input: z.strictObject({ person: z.string().check(z.minLength(1), z.maxLength(64)) }),
  output: roomAnswerSchema,
  async run(context, { person }) {
    const { db, principal, announce } = context
    if (person === principal.id) throw new ParleyError('invalid', 'person must be another user.')
    const room = directId(principal.id, person)
    const other = await storedPerson(db, person)
    // A user who blocked the caller is answered like one who is not there.
    if (!other || other.disabled || await isBlocked(db, [principal.id, person])) throw noSuchPerson()
    await change(context, [], async ({ tx }) => {
      if (!await standingIn(tx, room, principal.id)) await requireFewRooms(tx, principal.id)
      await create(tx, room, principal.id, person)
    })
    // Other processes may remember that there is no such room. Clients are not notified.
    await announce.room(room, [])
    return answerRoom(context, room)
  },
})

/** Two who do this at once write the same rows, and the second finds those of the first. */
async function create(tx: PlaceDb, id: string, opener: string, other: string): Promise<void> {
  const now = Date.now()
  await tx.insertInto('room').values({ id, epoch: nanoid(), last_seq: 0, first_seq: 1 })
    .onConflict(conflict => conflict.column('id').doNothing()).execute()
  await tx.insertInto('room_info').values({
    id, kind: 'direct', title: '', created_by: opener, created_at: now, archived_at: null,
  }).onConflict(conflict => conflict.column('id').doNothing()).execute()
  const row = { room: id, state: 'member', role: 'member', joined_at: NOT_OPENED, muted_until: null }
  await tx.insertInto('membership').values([opener, other].map(person => ({ ...row, person })))
    .onConflict(conflict => conflict.columns(['room', 'person']).doNothing()).execute()
}
