import * as z from 'zod/mini'
import { roomIdSchema } from '#shared/schemas/room'
import { emptySchema } from '#shared/schemas/rooms'
import { can } from '../../../access/can'
import { ParleyError } from '../../../platform/errors/parley-error'
import { defineOperation } from '../../operations/define'
import { change } from '../../place'
import { authorize } from '../authorize'

/** Ends a link. Users who came by it stay. */
export const revokeInvite = defineOperation({
  id: 'revokeInvite',
  method: 'DELETE',
  path: '/api/rooms/{room}/invites/{code}',
  summary: 'Ends an invitation link: one\'s own, or as a moderator any.',
  who: { room: 'invite' },
  input: z.strictObject({ room: roomIdSchema, code: z.string().check(z.maxLength(64)) }),
  output: emptySchema,
  async run(context, { room, code }) {
    await change(context, [room], async ({ tx }) => {
      const caller = await authorize(tx, context, 'invite', room)
      const revoked = await tx.updateTable('invite').set({ revoked_at: Date.now() })
        .where('code', '=', code).where('room', '=', room).where('revoked_at', 'is', null)
        .$if(!can(context.principal, 'moderate', caller), query => query.where('by', '=', context.principal.id))
        .executeTakeFirstOrThrow()
      if (Number(revoked.numUpdatedRows) === 0) throw new ParleyError('not_found', 'There is no such link of yours.')
    })
    return {}
  },
})
