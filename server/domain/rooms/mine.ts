import * as z from 'zod/mini'
import { notifySchema, roomIdSchema } from '#shared/schemas/room'
import { emptySchema } from '#shared/schemas/rooms'
import { ParleyError } from '../../platform/errors/parley-error'
import { defineOperation } from '../operations/define'
import { keepVisitor } from '../people/keep-visitor'
import { change } from '../place'
import { authorize } from './authorize'
import { advanceIn } from './feed/advance'
import { keepMember } from './keep-member'
import { ROOM_CHANGES } from './rate-limits'

/** What the caller wants of a room for themselves. */
export const changeMine = defineOperation({
  id: 'changeMine',
  method: 'PATCH',
  path: '/api/rooms/{room}/mine',
  summary: 'Sets what the caller is notified of in the room, and whether it stays at the top.',
  who: { room: 'read' },
  limit: ROOM_CHANGES,
  input: z.strictObject({
    room: roomIdSchema, notify: z.optional(notifySchema), favourite: z.optional(z.boolean()),
  }),
  output: emptySchema,
  async run(asked, { room, notify, favourite }) {
    const context = await keepVisitor(asked)
    const person = context.principal.id
    await change(context, [], async ({ tx }) => {
      await authorize(tx, context, 'read', room)
      if (context.rooms.isPinned(room)) await keepMember(tx, { room, person, role: 'member', now: Date.now() })
      const set = {
        ...(notify === undefined ? {} : { notify }),
        ...(favourite === undefined ? {} : { favourite: favourite ? 1 : 0 }),
      }
      if (Object.keys(set).length === 0) return
      const { numUpdatedRows } = await tx.updateTable('membership').set(set)
        .where('room', '=', room).where('person', '=', person).where('state', '=', 'member').executeTakeFirstOrThrow()
      if (Number(numUpdatedRows) === 0) throw new ParleyError('forbidden', 'Join the channel first.')
      await advanceIn(tx, room, person)
    })
    await context.announce.room(room, [person])
    return {}
  },
})
