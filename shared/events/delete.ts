import type * as z from 'zod/mini'
import { changeKind } from './kind'

/**
 * An author deleted a message, whatever edits come before or after. The log keeps the places of the message and of its
 * edits, and nothing of their texts: they become events of the kind `REDACTED`.
 */
export const deleteEvent = changeKind('delete', {}, (message, { author }) =>
  author.id === message.author.id ? null : message,
)
export type DeleteEvent = z.infer<typeof deleteEvent.schema>

/** The kind of an event whose content was deleted. Clients skip it like any unknown kind. */
export const REDACTED = 'redacted'
