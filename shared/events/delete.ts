import * as z from 'zod/mini'
import { seqSchema } from '../schemas/room'
import { commandMarks, type Message } from './message'

/**
 * An author deleted a message. `target` is the message's `seq`. The log keeps the places of the message and of its
 * edits, and nothing of their texts: they become events of the kind `REDACTED`.
 */
export const deleteEventSchema = z.object({ type: z.literal('delete'), ...commandMarks, target: seqSchema })
export type DeleteEvent = z.infer<typeof deleteEventSchema>

/** The kind of an event whose content was deleted. Clients skip it like any unknown kind. */
export const REDACTED = 'redacted'

/** Null if the message is deleted, whatever edits come before or after. The same object if the delete is not valid. */
export function applyDelete(message: Message, { author }: DeleteEvent): Message | null {
  return author.id === message.author.id ? null : message
}
