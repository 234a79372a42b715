import type * as z from 'zod/mini'
import { applyDelete, deleteEventSchema, type DeleteEvent } from './delete'
import { applyEdit, editEventSchema, type EditEvent } from './edit'
import { eventMarksSchema } from './marks'
import { messageEventSchema, type Message, type MessageEvent } from './message'

/**
 * An event of a kind that this build does not know, from a newer one that shares the log, or one whose content was deleted. It keeps its place, so
 * that positions go on. What else it says is not passed on, since nobody here can tell what of it is for whom.
 */
export interface UnknownEvent extends Omit<z.infer<typeof eventMarksSchema>, 'type'> {
  readonly type: 'unknown'
  readonly kind: string
}

/** An event that changes a message which exists. */
export type ChangeEvent = EditEvent | DeleteEvent

/** An event of a kind that this build knows. */
export type KnownEvent = MessageEvent | ChangeEvent

/**
 * What a room's log holds: each event has the next `seq` of its room, without gaps. A replay, a live delivery and the answer to a hole are all
 * the same events, so a client has one way to apply them.
 */
export type LogEvent = KnownEvent | UnknownEvent

/** One schema for each kind. A new kind is a file beside this one and a line here. */
const SCHEMAS = { message: messageEventSchema, edit: editEventSchema, delete: deleteEventSchema } as const

export function isChange(event: LogEvent): event is ChangeEvent {
  return event.type === 'edit' || event.type === 'delete'
}

/**
 * The one reducer of messages: what an edit or delete makes of its message. Null when the message is deleted; the same object when the event
 * changes nothing (it is not valid, or was applied already). Events may be applied in any order and any number of times: the outcome is the same.
 */
export function applyChange(message: Message, change: ChangeEvent): Message | null {
  if (change.room !== message.room || change.target !== message.seq) return message
  return change.type === 'edit' ? applyEdit(message, change) : applyDelete(message, change)
}

/** Reads an event from another process or the network. Null when it is damaged; `unknown` when its kind is not known here. */
export function parseLogEvent(value: unknown): LogEvent | null {
  const marks = eventMarksSchema.safeParse(value)
  if (!marks.success) return null
  const { type, ...rest } = marks.data
  if (isKnownKind(type)) return SCHEMAS[type].safeParse(value).data ?? null
  return { type: 'unknown', kind: type, ...rest }
}

function isKnownKind(kind: string): kind is keyof typeof SCHEMAS {
  return Object.hasOwn(SCHEMAS, kind)
}
