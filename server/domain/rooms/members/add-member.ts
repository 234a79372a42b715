import * as z from 'zod/mini'
import { roomIdSchema } from '#shared/schemas/room'
import { emptySchema } from '#shared/schemas/rooms'
import { can } from '../../../access/can'
import { ParleyError } from '../../../platform/errors/parley-error'
import { defineOperation } from '../../operations/define'
import { isBlocked } from '../../people/is-blocked'
import { change } from '../../place'
import { authorize } from '../authorize'
import { keepMember } from '../keep-member'
import { note, publish } from '../notices'
import { ROOM_CHANGES } from '../rate-limits'
import { requirePlace } from '../room-limits'
import { noSuchPerson, readTarget } from './target'

/** Makes another user a member. Only moderators bring back a user who was removed or banned; a ban is lifted first. */
export const addMember = defineOperation({
  id: 'addMember',
  method: 'POST',
  path: '/api/rooms/{room}/members',
  summary: 'Makes another user a member of the room.',
  who: { room: 'invite' },
  limit: ROOM_CHANGES,
  input: z.strictObject({ room: roomIdSchema, person: z.string().check(z.maxLength(64)) }),
  output: emptySchema,
  async run(context, { room, person }) {
    const noted = await change(context, [room], async ({ tx, append }) => {
      const caller = await authorize(tx, context, 'invite', room)
      const target = await readTarget(tx, room, person)
      const state = target.standing?.state
      if (target.person.disabled || await isBlocked(tx, [context.principal.id, person])) throw noSuchPerson()
      if (state === 'banned')
        throw new ParleyError('forbidden', 'That user is banned from the room. Lift the ban first.')
      if (state === 'removed' && !can(caller.principal, 'moderate', caller)) {
        throw new ParleyError(
          'forbidden',
          'That user was removed from the room. Only its moderators can bring them back.',
        )
      }
      if (state !== 'member') await requirePlace(tx, caller.room, person)
      if (!await keepMember(tx, { room, person, role: 'member', now: Date.now() })) return []
      const { id, name } = target.person
      return note({ append }, caller.room, context.principal, { type: 'member', action: 'add', person: { id, name } })
    })
    await context.announce.room(room, [person])
    publish(context, noted)
    return {}
  },
})
