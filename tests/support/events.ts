import type { LogEvent } from '#shared/schemas/event'

/** A message event as a log would hold it. */
export function messageEvent(seq: number, room = 'channel_1', text = `text ${seq}`): LogEvent {
  return { type: 'message', room, seq, id: `id${seq}`, author: { id: 'u_ada', name: 'Ada' }, at: 1_700_000_000_000 + seq, text }
}

/** Events `from` to `to`, both included. */
export function messageEvents(from: number, to: number, room?: string): LogEvent[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => messageEvent(from + index, room))
}
