import type { UnknownEvent } from '#shared/events'
import type { DeleteEvent } from '#shared/events/delete'
import type { EditEvent } from '#shared/events/edit'
import type { MessageEvent } from '#shared/events/message'

/** A message event as a log would hold it. */
export function messageEvent(seq: number, room = 'channel_1', text = `text ${seq}`): MessageEvent {
  return {
    type: 'message',
    room,
    seq,
    id: `id${seq}`,
    author: { id: 'u_ada', name: 'Ada' },
    at: 1_700_000_000_000 + seq,
    text,
  }
}

/** Events `from` to `to`, both included. */
export function messageEvents(from: number, to: number, room?: string): MessageEvent[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => messageEvent(from + index, room))
}

/** An event of a kind that this build does not know. */
export function sparkleEvent(seq: number, room = 'channel_1'): UnknownEvent {
  return {
    type: 'unknown',
    kind: 'sparkle',
    room,
    seq,
    author: { id: 'u_ada', name: 'Ada' },
    at: 1_700_000_000_000 + seq,
  }
}

/** An edit of the message `target` by the author of all messages here. */
export function editEvent(seq: number, target: number, text = `edit ${seq}`, room = 'channel_1'): EditEvent {
  const { author, id, at } = messageEvent(seq)
  return { type: 'edit', room, seq, id, author, at, target, text }
}

/** A delete of the message `target` by the author of all messages here. */
export function deleteEvent(seq: number, target: number, room = 'channel_1'): DeleteEvent {
  const { author, id, at } = messageEvent(seq)
  return { type: 'delete', room, seq, id, author, at, target }
}
