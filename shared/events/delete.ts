import * as z from 'zod/mini'
import { seqSchema } from '../schemas/room'
import { commandMarks, type Message } from './message'

/**
 * Somebody deleted a message of their own. `target` is the `seq` of that message. The log keeps the places of the message and of its
 * edits, and nothing of what they said: they become events of the kind `REDACTED`.
 */
export const deleteEventSchema = z.object({ type: z.literal('delete'), ...commandMarks, target: seqSchema })
export type DeleteEvent = z.infer<typeof deleteEventSchema>

/** The kind of an event whose content was deleted. Clients pass over it like over any kind they don't know. */
export const REDACTED = 'redacted'

/** Null: the message is deleted, whatever edits come before or after. The same object where the delete is not valid. */
export function applyDelete(message: Message, { author }: DeleteEvent): Message | null {
  return author.id === message.author.id ? null : message
}
