import * as z from 'zod/mini'
import { clientIdSchema } from '../events/marks'
import { roomIdSchema, seqSchema } from '../schemas/room'

/** Deletes a message of the user. `target` is the message's `seq`. */
export const deleteSchema = z.object({
  type: z.literal('delete'),
  room: roomIdSchema,
  clientId: clientIdSchema,
  target: seqSchema,
})
