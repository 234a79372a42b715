import * as z from 'zod/mini'
import { clientIdSchema } from '../events/marks'
import { textSchema } from '../events/message'
import { roomIdSchema } from '../schemas/room'

/** Writes a message. */
export const sendSchema = z.object({
  type: z.literal('send'),
  room: roomIdSchema,
  clientId: clientIdSchema,
  text: textSchema,
})
