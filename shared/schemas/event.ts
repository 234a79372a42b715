import * as z from 'zod/mini'
import { CLIENT_ID_MAX_CHARS, TEXT_MAX_CHARS } from '../limits'
import { isBlankToTheEye } from '../text/visible'
import { roomIdSchema, seqSchema } from './room'
import { userSchema } from './user'

/** Text of a message: something to see, at most `TEXT_MAX_CHARS` UTF-16 units. Kept exactly as it was typed. */
export const textSchema = z.string().check(z.maxLength(TEXT_MAX_CHARS), z.refine(text => !isBlankToTheEye(text)))

/** The sender's own id of a message. Sent twice, it is in the log once, and both answers are the same. */
export const clientIdSchema = z.string().check(z.regex(new RegExp(`^[\\w.:-]{1,${CLIENT_ID_MAX_CHARS}}$`)))

/** A message as it stands in the log and on the screen. `at` is Unix time in ms, by the server's clock. */
export const messageSchema = z.object({
  room: roomIdSchema,
  seq: seqSchema,
  id: z.string(),
  clientId: z.optional(clientIdSchema),
  author: userSchema,
  at: z.int(),
  text: z.string(),
})
export type Message = z.infer<typeof messageSchema>

export const messageEventSchema = z.extend(messageSchema, { type: z.literal('message') })

/**
 * What a room's log holds: each event has the next `seq` of its room, without gaps. A replay, a live delivery and the
 * answer to a hole are all the same events, so a client has one way to apply them.
 */
export const logEventSchema = z.discriminatedUnion('type', [messageEventSchema])
export type LogEvent = z.infer<typeof logEventSchema>
