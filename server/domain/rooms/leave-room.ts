import * as z from 'zod/mini'
import { roomIdSchema } from '#shared/schemas/room'
import { emptySchema } from '#shared/schemas/rooms'
import { defineOperation } from '../operations/define'
import { change } from '../place'
import { authorize, standingIn } from './authorize'
import { advanceIn } from './feed/advance'
import { requireOtherOwner } from './members/owners'
import { note, publish } from './notices'
import { ROOM_CHANGES } from './rate-limits'

/**
 * Ends the caller's membership. `read` is what the table asks for: of ordinary members of a channel only the database
 * knows, so `leave` is decided in the transaction.
 */
export const leaveRoom = defineOperation({
  id: 'leaveRoom',
  method: 'POST',
  path: '/api/rooms/{room}/leave',
  summary: 'Ends the caller\'s membership. The last owner has to make another member the owner first.',
  who: { room: 'read' },
  limit: ROOM_CHANGES,
  input: z.strictObject({ room: roomIdSchema }),
  output: emptySchema,
  async run(context, { room }) {
    const { principal, announce } = context
    const { isOpen, noted } = await change(context, [room], async ({ tx, append, restrict }) => {
      const before = await standingIn(tx, room, principal.id)
      const { room: left } = await authorize(tx, context, 'leave', room)
      const isOpen = left.kind === 'channel'
      if (before?.state !== 'member') return { isOpen, noted: [] }
      if (before.role === 'owner') await requireOtherOwner(tx, room, principal.id)
      await tx.updateTable('membership').set({ state: 'left', role: 'member', favourite: 0 })
        .where('room', '=', room).where('person', '=', principal.id).execute()
      await advanceIn(tx, room, principal.id)
      await restrict(room)
      return { isOpen, noted: await note({ append }, left, principal, { type: 'member', action: 'leave' }) }
    })
    await announce[isOpen ? 'room' : 'out'](room, [principal.id])
    publish(context, noted)
    return {}
  },
})
