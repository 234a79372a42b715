import * as z from 'zod/mini'
import { TEXT_MAX_CHARS } from '../limits'
import { seqSchema } from '../schemas/room'
import { isBlankToTheEye } from '../text/visible'
import { eventKind } from './kind'
import { commandMarks } from './marks'
import { mentionsSchema } from './mention'

/** Text of a message: visible, at most `TEXT_MAX_CHARS` UTF-16 units. Stored exactly as typed. */
export const textSchema = z.string().check(z.maxLength(TEXT_MAX_CHARS), z.refine(text => !isBlankToTheEye(text)))

/** A user wrote a message. */
export const messageEvent = eventKind('message', { text: z.string(), mentions: mentionsSchema })
export type MessageEvent = z.infer<typeof messageEvent.schema>

/** A message in its present state. `seq` is that of the event that created it. */
export const messageSchema = z.object({
  ...commandMarks,
  ...messageEvent.fields,
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
