import * as z from 'zod/mini'
import { CLIENT_ID_MAX_CHARS, TEXT_MAX_CHARS } from '../limits'
import { seqSchema } from '../schemas/room'
import { isBlankToTheEye } from '../text/visible'
import { eventMarks } from './marks'

/** Text of a message: something to see, at most `TEXT_MAX_CHARS` UTF-16 units. Kept exactly as it was typed. */
export const textSchema = z.string().check(z.maxLength(TEXT_MAX_CHARS), z.refine(text => !isBlankToTheEye(text)))

/** The sender's own id of a command. Sent twice, it is in the log once, and both answers are the same. */
export const clientIdSchema = z.string().check(z.regex(new RegExp(`^[\\w.:-]{1,${CLIENT_ID_MAX_CHARS}}$`)))

/** What an event has that a client asked for: an id of the server's, and the client's own where it gave one. */
export const commandMarks = { ...eventMarks, id: z.string(), clientId: z.optional(clientIdSchema) }

/** Somebody wrote a message. */
export const messageEventSchema = z.object({ type: z.literal('message'), ...commandMarks, text: z.string() })
export type MessageEvent = z.infer<typeof messageEventSchema>

/** A message as it stands now. `seq` is that of the event that created it. */
export const messageSchema = z.object({
  ...commandMarks,
  text: z.string(),
  /** `seq` of the last event that changed it; absent when none did. An event at or below it is a double. */
  rev: z.optional(seqSchema),
  /** When its text was changed last, Unix ms; absent when it is as it was written. */
  editedAt: z.optional(z.int()),
})
export type Message = z.infer<typeof messageSchema>

/** `seq` of the last event that made the message what it is. */
export function revOf({ seq, rev }: Message): number {
  return rev ?? seq
}
