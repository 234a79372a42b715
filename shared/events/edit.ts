import * as z from 'zod/mini'
import { seqSchema } from '../schemas/room'
import { commandMarks, revOf, type Message } from './message'

/** An author changed the text of a message. `target` is the message's `seq`. */
export const editEventSchema = z.object({
  type: z.literal('edit'),
  ...commandMarks,
  target: seqSchema,
  text: z.string(),
})
export type EditEvent = z.infer<typeof editEventSchema>

/** The message after the edit. The same object if the edit is not valid or was applied already. */
export function applyEdit(message: Message, edit: EditEvent): Message {
  if (edit.author.id !== message.author.id || edit.seq <= revOf(message)) return message
  return { ...message, text: edit.text, rev: edit.seq, editedAt: edit.at }
}
