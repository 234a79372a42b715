import type { LogEvent, UnknownEvent } from '#shared/schemas/event'
import type { ServerEvent } from '#shared/schemas/frames'
import type { RecentEvent } from '../hub/recent'

/**
 * JSON of an event as it goes out. Built from an allow-list of fields: whatever else an object may carry (an address, a hash, a
 * note for moderators) can't reach a client by being there.
 */
export function encodeLogEvent(event: LogEvent): RecentEvent {
  if (event.type === 'unknown') return encodeUnknown(event)
  const { type, room, seq, id, clientId, author, at, text } = event
  const json = JSON.stringify({ type, room, seq, id, clientId, author: { id: author.id, name: author.name }, at, text })
  return { seq, json, bytes: Buffer.byteLength(json), text }
}

/** Clients advance their position by it, and plain clients get nothing of it. */
function encodeUnknown({ kind, room, seq, author, at }: UnknownEvent): RecentEvent {
  const json = JSON.stringify({ type: kind, room, seq, author: { id: author.id, name: author.name }, at })
  return { seq, json, bytes: Buffer.byteLength(json), text: null }
}

/** One frame's text of already encoded events. */
export function joinEvents(jsons: readonly string[]): string {
  return `[${jsons.join(',')}]`
}

/** A frame's text of events that are made for one receiver. */
export function encodeEvents(...events: readonly ServerEvent[]): string {
  return JSON.stringify(events)
}
