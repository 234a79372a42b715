import * as z from 'zod/mini'
import { roomIdSchema } from '#shared/schemas/room'
import { emptySchema, reasonSchema } from '#shared/schemas/rooms'
import { ParleyError } from '../../../platform/errors/parley-error'
import { defineOperation } from '../../operations/define'
import { change } from '../../place'
import { record } from '../audit'
import { authorize } from '../authorize'
import { advanceIn } from '../feed/advance'
import { note, publish } from '../notices'
import { ROOM_CHANGES } from '../rate-limits'
import { requireAbove } from './require-above'
import { readTarget } from './target'

/** Puts a member out. From the commit on no door of a private room is open to them, and the log takes nothing more. */
export const removeMember = defineOperation({
  id: 'removeMember',
  method: 'DELETE',
  path: '/api/rooms/{room}/members/{person}',
  summary: 'Removes a member from the room.',
  who: { room: 'moderate' },
  limit: ROOM_CHANGES,
  input: z.strictObject({
    room: roomIdSchema, person: z.string().check(z.maxLength(64)), reason: z.optional(reasonSchema),
  }),
  output: emptySchema,
  async run(context, { room, person, reason }) {
    const { isOpen, noted } = await change(context, [room], async ({ tx, append, restrict }) => {
      const caller = await authorize(tx, context, 'moderate', room)
      const target = await readTarget(tx, room, person)
      if (target.standing?.state !== 'member')
        throw new ParleyError('not_found', 'That user is not a member of the room.')
      requireAbove(caller, target)
      await tx.updateTable('membership').set({ state: 'removed', role: 'member', favourite: 0, removed_at: Date.now() })
        .where('room', '=', room).where('person', '=', person).execute()
      await advanceIn(tx, room, person)
      await record(tx, { room, by: context.principal.id, action: 'remove', target: person, reason })
      await restrict(room)
      const { name } = target.person
      const said = { type: 'member', action: 'remove', person: { id: person, name } } as const
      const noted = await note({ append }, caller.room, context.principal, said)
      return { isOpen: caller.room.kind === 'channel', noted }
    })
    // A channel can be read by users who are no members, too.
    await context.announce[isOpen ? 'room' : 'out'](room, [person])
    publish(context, noted)
    return {}
  },
})
