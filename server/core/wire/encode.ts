import type * as z from 'zod/mini'
import { EVENTS, type LogEvent } from '#shared/events'
import { REDACTED } from '#shared/events/delete'
import { commandMarks } from '#shared/events/marks'
import { messageSchema, type Message } from '#shared/events/message'
import type { ServerEvent } from '#shared/schemas/frames'
import type { User } from '#shared/schemas/user'
import type { RecentEvent } from '../hub/recent'

/** The fields of each kind. Their labels are ready for use, since each message of a room is encoded. */
const FIELDS = new Map(Object.values(EVENTS).map(({ type, fields }) => [
  type, Object.entries(fields).map(([name, schema]) => ({ name, label: `,${JSON.stringify(name)}:`, schema })),
]))

/**
 * JSON of an event for clients. Built from an allow-list, the fields of its kind: whatever else an object carries (an
 * address, a hash, a moderator's note) can't reach a client by accident.
 */
export function encodeLogEvent(event: LogEvent): RecentEvent {
  const { room, seq, at } = event
  const author = shown(event.author)
  // Clients advance their position by it.
  if (event.type === 'unknown') return encoded(event, JSON.stringify({ type: event.kind, room, seq, author, at }), null)

  const { type, id, clientId } = event
  const given: Readonly<Record<string, unknown>> = event
  let json = `{"type":"${type}","room":${JSON.stringify(room)},"seq":${seq},"id":${JSON.stringify(id)}`
  if (clientId !== undefined) json += `,"clientId":${JSON.stringify(clientId)}`
  json += `,"author":${JSON.stringify(author)},"at":${at}`
  for (const { name, label, schema } of FIELDS.get(type) ?? []) {
    const value = allowed(schema, given[name])
    if (value !== undefined) json += label + JSON.stringify(value)
  }
  return encoded(event, `${json}}`, event.type === 'message' ? event.text : null)
}

/** Keeps of a list or an object only the fields that its schema names. */
function allowed(schema: z.ZodMiniType, value: unknown): unknown {
  return typeof value === 'object' ? schema.safeParse(value).data : value
}

/** The fields of an author that all users may see. */
function shown({ id, name }: User): User {
  return { id, name }
}

/** @param text what plain clients get; null for an event that is not sent to them */
function encoded(event: LogEvent, json: string, text: string | null): RecentEvent {
  return { seq: event.seq, json, bytes: Buffer.byteLength(json), text, event }
}

/** The event's place in the log without its content, as the log holds it from now on. */
export function redacted({ room, seq, author, at }: LogEvent): RecentEvent {
  return encodeLogEvent({ type: 'unknown', kind: REDACTED, room, seq, author, at })
}

/** The fields of a message besides its marks. */
const MESSAGE_FIELDS = Object.entries(messageSchema.shape).filter(([name]) => !Object.hasOwn(commandMarks, name))

/** JSON of a message as it stands, for a page. */
export function encodeMessage(message: Message): string {
  const { room, seq, id, clientId, author, at } = message
  const given: Readonly<Record<string, unknown>> = message
  const fields = MESSAGE_FIELDS.map(([name, schema]) => [name, allowed(schema, given[name])])
  return JSON.stringify({ room, seq, id, clientId, author: shown(author), at, ...Object.fromEntries(fields) })
}

/** One frame's text of already encoded events. */
export function joinEvents(jsons: readonly string[]): string {
  return `[${jsons.join(',')}]`
}

/** A frame's text of events that are made for one receiver. */
export function encodeEvents(...events: readonly ServerEvent[]): string {
  return JSON.stringify(events)
}
