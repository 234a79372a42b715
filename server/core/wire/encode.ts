import type { LogEvent } from '#shared/events'
import type { ServerEvent } from '#shared/schemas/frames'
import type { RecentEvent } from '../hub/recent'

/**
 * JSON of an event as it goes out. Built from an allow-list of fields: whatever else an object may carry (an address, a hash, a
 * note for moderators) can't reach a client by being there.
 */
export function encodeLogEvent(event: LogEvent): RecentEvent {
  switch (event.type) {
    case 'message': {
      const { type, room, seq, id, clientId, author, at, text } = event
      return encoded(seq, { type, room, seq, id, clientId, author: { id: author.id, name: author.name }, at, text }, text)
    }
    case 'edit': {
      const { type, room, seq, id, clientId, author, at, target, text } = event
      return encoded(seq, { type, room, seq, id, clientId, author: { id: author.id, name: author.name }, at, target, text }, null)
    }
    case 'delete': {
      const { type, room, seq, id, clientId, author, at, target } = event
      return encoded(seq, { type, room, seq, id, clientId, author: { id: author.id, name: author.name }, at, target }, null)
    }
    case 'unknown': {
      // Clients advance their position by it.
      const { kind, room, seq, author, at } = event
      return encoded(seq, { type: kind, room, seq, author: { id: author.id, name: author.name }, at }, null)
    }
  }
}

/** @param text what plain clients get; null for an event that is not sent to them */
function encoded(seq: number, fields: object, text: string | null): RecentEvent {
  const json = JSON.stringify(fields)
  return { seq, json, bytes: Buffer.byteLength(json), text }
}

/** One frame's text of already encoded events. */
export function joinEvents(jsons: readonly string[]): string {
  return `[${jsons.join(',')}]`
}

/** A frame's text of events that are made for one receiver. */
export function encodeEvents(...events: readonly ServerEvent[]): string {
  return JSON.stringify(events)
}
