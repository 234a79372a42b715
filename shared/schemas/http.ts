import * as z from 'zod/mini'
import { ERROR_CODES } from './frames'
import { messageSchema } from './event'
import { epochSchema, roomIdSchema, roomSchema } from './room'
import { sessionSchema } from './user'

/** The answer of `POST /send/` to JSON. */
export const sendAnswerSchema = z.object({ seq: z.int(), id: z.string(), at: z.int() })

/** The body of every HTTP error. `message` is a sentence that says what to do. */
export const errorBodySchema = z.object({
  error: z.object({ code: z.enum(ERROR_CODES), message: z.string(), retryAfterMs: z.optional(z.int()) }),
})

/** `GET /api/rooms/:room/messages?before=SEQ&limit=N`: messages in `seq` order; `older` says whether there are more above. */
export const historyPageSchema = z.object({
  room: roomIdSchema,
  epoch: epochSchema,
  messages: z.array(messageSchema),
  older: z.boolean(),
})
export type HistoryPage = z.infer<typeof historyPageSchema>

/** What the first page is rendered with: the visitor and the channels. */
export const bootstrapSchema = z.object({ session: sessionSchema, rooms: z.array(roomSchema) })
export type Bootstrap = z.infer<typeof bootstrapSchema>
