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
export type MessageEvent = z.infer<typeof messageEventSchema>

/** What each event of a log has, whatever its kind: `type` names the kind. */
export const eventMarksSchema = z.object({
  type: z.string().check(z.minLength(1), z.maxLength(64)),
  room: roomIdSchema,
  seq: seqSchema,
  author: userSchema,
  at: z.int(),
})

/**
 * An event of a kind that this build does not know, from a newer one that shares the log. It keeps its place, so that positions go on; what else it says
 * is not passed on, since nobody here can tell what of it is for whom.
 */
export interface UnknownEvent extends Omit<z.infer<typeof eventMarksSchema>, 'type'> {
  readonly type: 'unknown'
  readonly kind: string
}

/**
 * What a room's log holds: each event has the next `seq` of its room, without gaps. A replay, a live delivery and the
 * answer to a hole are all the same events, so a client has one way to apply them.
 */
export type LogEvent = MessageEvent | UnknownEvent
