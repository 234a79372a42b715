import type * as z from 'zod/mini'
import { deleteEvent } from './delete'
import { editEvent } from './edit'
import { eventMarksSchema } from './marks'
import { messageEvent, type Message } from './message'
import { NOTICES, type NoticeEvent } from './notice'

/** The kinds of events that change a message. A new one is a file beside this one and a line here. */
const CHANGES = { edit: editEvent, delete: deleteEvent } as const

/** All kinds of events. Drafts, rows, frames and parsers on both sides follow from this list. */
export const EVENTS = { message: messageEvent, ...CHANGES, ...NOTICES } as const
export const EVENT_SCHEMAS = Object.values(EVENTS).map(({ schema }) => schema)

export type EventKind = keyof typeof EVENTS
type ChangeKind = keyof typeof CHANGES
type Events = { readonly [K in EventKind]: z.infer<typeof EVENTS[K]['schema']> }

/** An event of a kind that this build knows. */
export type KnownEvent = Events[EventKind]

/** An event that changes an existing message. */
export type ChangeEvent = Events[ChangeKind]

/** What an event says, without its marks. */
export type EventContent = z.infer<typeof EVENTS[EventKind]['content']>

/**
 * An event of an unknown kind, from a newer build that shares the log, or one whose content was deleted. It keeps its
 * `seq`, so that positions go on. Its content is not passed on, since this build can't know which users may see it.
 */
export interface UnknownEvent extends Omit<z.infer<typeof eventMarksSchema>, 'type'> {
  readonly type: 'unknown'
  readonly kind: string
}

/**
 * An event of a room's log: it has the next `seq` of its room, without gaps. Replay, live delivery and history carry
 * the same events, so a client has one way to apply them.
 */
export type LogEvent = KnownEvent | UnknownEvent

export const CHANGE_KINDS: readonly string[] = Object.keys(CHANGES)

export function isKnownKind(kind: string): kind is EventKind {
  return Object.hasOwn(EVENTS, kind)
}

export function isChange(event: LogEvent): event is ChangeEvent {
  return Object.hasOwn(CHANGES, event.type)
}

export function isNotice(event: LogEvent): event is NoticeEvent {
  return Object.hasOwn(NOTICES, event.type)
}

const REDUCERS: { readonly [K in ChangeKind]: { apply(message: Message, change: Events[K]): Message | null } } = CHANGES

/**
 * The one reducer of messages: applies a change to its message. Null if the message is deleted; the same object if the
 * event changes nothing (it is not valid, or was applied already). Any order and any number of times give the same
 * outcome.
 */
export function applyChange(message: Message, change: ChangeEvent): Message | null {
  if (change.room !== message.room || change.target !== message.seq) return message
  return applyKind(change.type, message, change)
}

function applyKind<K extends ChangeKind>(kind: K, message: Message, change: Events[K]): Message | null {
  return REDUCERS[kind].apply(message, change)
}

/** Parses an event from another process or the network. Null if it is damaged; `unknown` for an unknown kind. */
export function parseLogEvent(value: unknown): LogEvent | null {
  const marks = eventMarksSchema.safeParse(value)
  if (!marks.success) return null
  const { type, ...rest } = marks.data
  if (isKnownKind(type)) return EVENTS[type].schema.safeParse(value).data ?? null
  return { type: 'unknown', kind: type, ...rest }
}
