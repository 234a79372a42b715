import * as z from 'zod/mini'
import { CLIENT_ID_MAX_CHARS, TEXT_MAX_CHARS } from '../limits'
import { seqSchema } from '../schemas/room'
import { isBlankToTheEye } from '../text/visible'
import { eventMarks } from './marks'

/** Text of a message: visible, at most `TEXT_MAX_CHARS` UTF-16 units. Stored exactly as typed. */
export const textSchema = z.string().check(z.maxLength(TEXT_MAX_CHARS), z.refine(text => !isBlankToTheEye(text)))

/** The sender's own id of a command. A repeated command is in the log once and gets the same answer. */
export const clientIdSchema = z.string().check(z.regex(new RegExp(`^[\\w.:-]{1,${CLIENT_ID_MAX_CHARS}}$`)))

/** Fields of an event that a client asked for: the server's id, and the client's own if it gave one. */
export const commandMarks = { ...eventMarks, id: z.string(), clientId: z.optional(clientIdSchema) }

/** A user wrote a message. */
export const messageEventSchema = z.object({ type: z.literal('message'), ...commandMarks, text: z.string() })
export type MessageEvent = z.infer<typeof messageEventSchema>

/** A message in its present state. `seq` is that of the event that created it. */
export const messageSchema = z.object({
  ...commandMarks,
  text: z.string(),
  /** `seq` of the last event that changed it; absent if none did. An event at or below it was applied already. */
  rev: z.optional(seqSchema),
  /** Time of its last edit, Unix ms; absent if it was not edited. */
  editedAt: z.optional(z.int()),
})
export type Message = z.infer<typeof messageSchema>

/** `seq` of the last event that affected the message. */
export function revOf({ seq, rev }: Message): number {
  return rev ?? seq
}
