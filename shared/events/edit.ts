import * as z from 'zod/mini'
import { changeKind } from './kind'
import { mentionsSchema } from './mention'
import { revOf, type Message } from './message'

const fields = {
  text: z.string(),
  /**
   * The users whom the text mentions now. A process of a version without mentions sends none: then they stay as they
   * are.
   */
  mentions: mentionsSchema,
}

/** An author changed the text of a message. */
export const editEvent = changeKind('edit', fields, (message, { author, seq, text, mentions, at }) => {
  if (author.id !== message.author.id || seq < revOf(message)) return message
  if (seq === revOf(message) && !saysMore(mentions, message)) return message
  const { mentions: before = [], ...rest } = message
  const now = mentions ?? before
  return { ...rest, text, ...now.length > 0 && { mentions: now }, rev: seq, editedAt: at }
})
export type EditEvent = z.infer<typeof editEvent.schema>

/** The acknowledgement of an edit comes before its event, and does not say whom the text mentions. */
function saysMore(mentions: Message['mentions'], { mentions: known = [] }: Message): boolean {
  return mentions !== undefined && JSON.stringify(mentions) !== JSON.stringify(known)
}
