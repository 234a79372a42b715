import { defineRoute } from '../../../../app/http/define-route'
import { readMessageCommand } from '../../../../app/http/message-command'
import type { Ack } from '../../../../core/peers/execute'
import { execute } from '../../../../domain/commands/table'

/** `DELETE /api/rooms/:room/messages/:seq`: deletes a message of one's own. Answered with the acknowledgement. */
export default defineRoute(async (event, parley): Promise<Ack> => {
  const { caller, input } = await readMessageCommand(event, parley)
  return execute(parley, caller, 'delete', input)
})
