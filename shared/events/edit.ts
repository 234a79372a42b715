import * as z from 'zod/mini'
import { changeKind } from './kind'
import { revOf } from './message'

/** An author changed the text of a message. */
export const editEvent = changeKind('edit', { text: z.string() }, (message, { author, seq, text, at }) => {
  if (author.id !== message.author.id || seq <= revOf(message)) return message
  return { ...message, text, rev: seq, editedAt: at }
})
export type EditEvent = z.infer<typeof editEvent.schema>
