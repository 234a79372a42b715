import * as z from 'zod/mini'
import { defineRoute } from '../../../../app/http/define-route'
import { readMessageCommand } from '../../../../app/http/message-command'
import { checkText } from '../../../../core/errors/check-text'
import type { Ack } from '../../../../core/peers/execute'
import { execute } from '../../../../domain/commands/table'
import { ParleyError } from '../../../../platform/errors/parley-error'
import { readJson } from '../../../../platform/http/read-body'

const bodySchema = z.object({ text: z.string() })

/**
 * `PATCH /api/rooms/:room/messages/:seq {"text": "…"}`: edits a message of the user. Answers with the acknowledgement.
 */
export default defineRoute(async (event, parley): Promise<Ack> => {
  const { caller, input } = await readMessageCommand(event, parley)
  const body = bodySchema.safeParse(await readJson(event))
  if (!body.success) throw new ParleyError('invalid', 'text must be a string. Send {"text": "your text"}.')
  const { text } = body.data
  checkText(text)
  return execute(parley, caller, 'edit', { ...input, text })
})
