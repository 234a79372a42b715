import * as z from 'zod/mini'
import { clientIdSchema } from '../events/marks'
import { textSchema } from '../events/message'
import { roomIdSchema, seqSchema } from '../schemas/room'

/** Edits a message of the user. `target` is the message's `seq`. */
export const editSchema = z.object({
  type: z.literal('edit'),
  room: roomIdSchema,
  clientId: clientIdSchema,
  target: seqSchema,
  text: textSchema,
})
