import { getQuery } from 'h3'
import * as z from 'zod/mini'
import { reasonSchema } from '#shared/schemas/rooms'
import { defineRoute } from '../../../../app/http/define-route'
import { readMessageCommand } from '../../../../app/http/message-command'
import type { Ack } from '../../../../core/peers/execute'
import { execute } from '../../../../domain/commands/table'
import { deleteByModerator, isModeration } from '../../../../domain/rooms/moderation/delete-message'
import { ParleyError } from '../../../../platform/errors/parley-error'

const querySchema = z.object({ reason: z.optional(reasonSchema) })

/**
 * `DELETE /api/rooms/:room/messages/:seq`: deletes a message of the user, or as a moderator any message. `?reason=`
 * goes into the moderation log. Answers with the acknowledgement.
 */
export default defineRoute(async (event, parley): Promise<Ack> => {
  const { caller, input } = await readMessageCommand(event, parley)
  const query = querySchema.safeParse(getQuery(event))
  if (!query.success) throw new ParleyError('invalid', 'reason must be a string of at most 200 characters.')
  const deletion = { ...input, reason: query.data.reason }
  if (await isModeration(parley.place, caller, deletion)) return deleteByModerator(parley.place, caller, deletion)
  return execute(parley, caller, 'delete', input)
})
