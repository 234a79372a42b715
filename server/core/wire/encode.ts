import type { LogEvent } from '#shared/events'
import { REDACTED } from '#shared/events/delete'
import type { Message } from '#shared/events/message'
import type { ServerEvent } from '#shared/schemas/frames'
import type { User } from '#shared/schemas/user'
import type { RecentEvent } from '../hub/recent'

/**
 * JSON of an event for clients. Built from an allow-list of fields: whatever else an object carries (an address, a
 * hash, a moderator's note) can't reach a client by accident.
 */
export function encodeLogEvent(event: LogEvent): RecentEvent {
  switch (event.type) {
    case 'message': {
      const { type, room, seq, id, clientId, at, text } = event
      return encoded(event, { type, room, seq, id, clientId, author: shown(event.author), at, text }, text)
    }
    case 'edit': {
      const { type, room, seq, id, clientId, at, target, text } = event
      return encoded(event, { type, room, seq, id, clientId, author: shown(event.author), at, target, text }, null)
    }
    case 'delete': {
      const { type, room, seq, id, clientId, at, target } = event
      return encoded(event, { type, room, seq, id, clientId, author: shown(event.author), at, target }, null)
    }
    case 'member': {
      const { type, room, seq, id, at, action, person } = event
      const fields = { type, room, seq, id, author: shown(event.author), at, action, ...person && { person: shown(person) } }
      return encoded(event, fields, null)
    }
    case 'room': {
      const { type, room, seq, id, at, title } = event
      return encoded(event, { type, room, seq, id, author: shown(event.author), at, title }, null)
    }
    case 'unknown': {
      // Clients advance their position by it.
      const { kind, room, seq, at } = event
      return encoded(event, { type: kind, room, seq, author: shown(event.author), at }, null)
    }
  }
}

/** What everybody may know of an author. */
function shown({ id, name }: User): User {
  return { id, name }
}

/** @param text what plain clients get; null for an event that is not sent to them */
function encoded(event: LogEvent, fields: object, text: string | null): RecentEvent {
  const json = JSON.stringify(fields)
  return { seq: event.seq, json, bytes: Buffer.byteLength(json), text, event }
}

/** The event's place in the log without its content, as the log holds it from now on. */
export function redacted({ room, seq, author, at }: LogEvent): RecentEvent {
  return encodeLogEvent({ type: 'unknown', kind: REDACTED, room, seq, author, at })
}

/** JSON of a message as it stands, for a page. */
export function encodeMessage({ room, seq, id, clientId, author, at, text, rev, editedAt }: Message): string {
  return JSON.stringify({ room, seq, id, clientId, author: shown(author), at, text, rev, editedAt })
}

/** One frame's text of already encoded events. */
export function joinEvents(jsons: readonly string[]): string {
  return `[${jsons.join(',')}]`
}

/** A frame's text of events that are made for one receiver. */
export function encodeEvents(...events: readonly ServerEvent[]): string {
  return JSON.stringify(events)
}
