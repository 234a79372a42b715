import * as z from 'zod/mini'
import { roomIdSchema } from '#shared/schemas/room'
import { emptySchema, reasonSchema } from '#shared/schemas/rooms'
import { ParleyError } from '../../../platform/errors/parley-error'
import { defineOperation } from '../../operations/define'
import { change } from '../../place'
import { record } from '../audit'
import { authorize } from '../authorize'
import { advanceIn } from '../feed/advance'
import { requireAbove } from '../members/require-above'
import { noSuchPerson, readTarget } from '../members/target'
import { note, publish } from '../notices'
import { ROOM_CHANGES } from '../rate-limits'

const input = z.strictObject({
  room: roomIdSchema, person: z.string().check(z.maxLength(64)), reason: z.optional(reasonSchema),
})

/** Shuts a user out, member or not. To them the room does not exist. */
export const ban = defineOperation({
  id: 'ban',
  method: 'PUT',
  path: '/api/rooms/{room}/bans/{person}',
  summary: 'Bans a user from the room: they can no longer see it.',
  who: { room: 'moderate' },
  limit: ROOM_CHANGES,
  input,
  output: emptySchema,
  async run(context, { room, person, reason }) {
    const noted = await change(context, [room], async ({ tx, append, restrict }) => {
      const caller = await authorize(tx, context, 'moderate', room)
      const target = await readTarget(tx, room, person)
      // In a private room, a user whom the caller can't see is answered like a user who does not exist.
      if (caller.room.kind !== 'channel' && !target.standing) throw noSuchPerson()
      if (target.standing?.state === 'banned') return []
      requireAbove(caller, target)
      const row = { room, person, state: 'banned', role: 'member', joined_at: Date.now(), muted_until: null }
      await tx.insertInto('membership').values(row)
        .onConflict(conflict => conflict.columns(['room', 'person'])
          .doUpdateSet({ state: 'banned', role: 'member', favourite: 0 })).execute()
      await advanceIn(tx, room, person)
      await record(tx, { room, by: context.principal.id, action: 'ban', target: person, reason })
      await restrict(room)
      // Users in the room do not know a user who was no member.
      if (target.standing?.state !== 'member') return []
      const { name } = target.person
      return note({ append }, caller.room, context.principal, {
        type: 'member',
        action: 'remove',
        person: { id: person, name },
      })
    })
    await context.announce.out(room, [person])
    publish(context, noted)
    return {}
  },
})

/** Lifts a ban. The user is no member by that. */
export const unban = defineOperation({
  id: 'unban',
  method: 'DELETE',
  path: '/api/rooms/{room}/bans/{person}',
  summary: 'Lifts a ban. The user is no member by that.',
  who: { room: 'moderate' },
  limit: ROOM_CHANGES,
  input,
  output: emptySchema,
  async run(context, { room, person, reason }) {
    await change(context, [room], async ({ tx, restrict }) => {
      await authorize(tx, context, 'moderate', room)
      const { numUpdatedRows } = await tx.updateTable('membership').set({ state: 'left' })
        .where('room', '=', room).where('person', '=', person).where('state', '=', 'banned').executeTakeFirstOrThrow()
      if (Number(numUpdatedRows) === 0) throw new ParleyError('not_found', 'That user is not banned from the room.')
      await record(tx, { room, by: context.principal.id, action: 'unban', target: person, reason })
      await restrict(room)
    })
    await context.announce.room(room, [person])
    return {}
  },
})
