import * as z from 'zod/mini'
import { seqSchema } from '../schemas/room'
import { commandMarks, revOf, type Message } from './message'

/** Somebody changed the text of a message of their own. `target` is the `seq` of that message. */
export const editEventSchema = z.object({ type: z.literal('edit'), ...commandMarks, target: seqSchema, text: z.string() })
export type EditEvent = z.infer<typeof editEventSchema>

/** The message after the edit. The same object where the edit is not valid or not news. */
export function applyEdit(message: Message, edit: EditEvent): Message {
  if (edit.author.id !== message.author.id || edit.seq <= revOf(message)) return message
  return { ...message, text: edit.text, rev: edit.seq, editedAt: edit.at }
}
