import * as z from 'zod/mini'
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
