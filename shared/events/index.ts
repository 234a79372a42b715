import type * as z from 'zod/mini'
import { applyDelete, deleteEventSchema, type DeleteEvent } from './delete'
import { applyEdit, editEventSchema, type EditEvent } from './edit'
import { eventMarksSchema } from './marks'
import { memberEventSchema } from './member'
import { messageEventSchema, type Message, type MessageEvent } from './message'
import type { NoticeEvent } from './notice'
import { roomEventSchema } from './room'

/**
 * An event of an unknown kind, from a newer build that shares the log, or one whose content was deleted. It keeps its
 * `seq`, so that positions go on. Its content is not passed on, since this build can't tell who may see it.
 */
export interface UnknownEvent extends Omit<z.infer<typeof eventMarksSchema>, 'type'> {
  readonly type: 'unknown'
  readonly kind: string
}

/** An event that changes an existing message. */
export type ChangeEvent = EditEvent | DeleteEvent

/** An event of a kind that this build knows. */
export type KnownEvent = MessageEvent | ChangeEvent | NoticeEvent

/**
 * An event of a room's log: it has the next `seq` of its room, without gaps. Replay, live delivery and history carry
 * the same events, so a client has one way to apply them.
 */
export type LogEvent = KnownEvent | UnknownEvent

/** One schema for each kind. A new kind is a file beside this one and a line here. */
const SCHEMAS = {
  message: messageEventSchema,
  edit: editEventSchema,
  delete: deleteEventSchema,
  member: memberEventSchema,
  room: roomEventSchema,
} as const

export function isChange(event: LogEvent): event is ChangeEvent {
  return event.type === 'edit' || event.type === 'delete'
}

export function isNotice(event: LogEvent): event is NoticeEvent {
  return event.type === 'member' || event.type === 'room'
}

/**
 * The one reducer of messages: applies an edit or delete to its message. Null if the message is deleted; the same
 * object if the event changes nothing (it is not valid, or was applied already). Any order and any number of times give
 * the same outcome.
 */
export function applyChange(message: Message, change: ChangeEvent): Message | null {
  if (change.room !== message.room || change.target !== message.seq) return message
  return change.type === 'edit' ? applyEdit(message, change) : applyDelete(message, change)
}

/** Parses an event from another process or the network. Null if it is damaged; `unknown` for an unknown kind. */
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
