import * as z from 'zod/mini'
import { textSchema } from '../events/message'
import { seqSchema } from '../schemas/room'
import { commandKind } from './kind'

/** Edits a message of the user. `target` is the message's `seq`. */
export const editCommand = commandKind({
  type: 'edit',
  fields: { target: seqSchema, text: z.string() },
  limits: { text: textSchema },
  own: true,
  becomes: ({ target, text }) => ({ type: 'edit', target, text }),
})
