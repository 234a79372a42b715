import * as z from 'zod/mini'
import { CLIENT_ID_MAX_CHARS } from '../limits'
import { roomIdSchema, seqSchema } from '../schemas/room'
import { userSchema } from '../schemas/user'

/** Fields of every event of a room's log. `at` is Unix time in ms, by the server's clock. */
export const eventMarks = {
  room: roomIdSchema,
  seq: seqSchema,
  author: userSchema,
  at: z.int(),
}

/** These fields of an event of any kind: `type` names the kind. */
export const eventMarksSchema = z.object({ type: z.string().check(z.minLength(1), z.maxLength(64)), ...eventMarks })

/** The sender's own id of a command. A repeated command is in the log once and gets the same answer. */
export const clientIdSchema = z.string().check(z.regex(new RegExp(`^[\\w.:-]{1,${CLIENT_ID_MAX_CHARS}}$`)))

/** Fields of an event that a client asked for: the server's id, and the client's own if it gave one. */
export const commandMarks = { ...eventMarks, id: z.string(), clientId: z.optional(clientIdSchema) }
