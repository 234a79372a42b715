import { applyChange, isChange, type ChangeEvent, type KnownEvent } from '#shared/events'
import { REDACTED } from '#shared/events/delete'
import type { Mention } from '#shared/events/mention'
import type { Message } from '#shared/events/message'
import type { User } from '#shared/schemas/user'

/** Handle and id. */
const ACCOUNTS = [['me', 'me'], ['bob', 'bob']] as const

/** Whom a text mentions, as the server finds it. */
export function mentionsIn(text: string): Mention[] {
  return ACCOUNTS.flatMap(([handle, id]) => text.includes(`@${handle}`) ? [{ id, handle }] : [])
}

/** What an event says, without its place. */
export type Draft = { readonly author: User, readonly clientId?: string } & (
  | { readonly type: 'message', readonly text: string }
  | { readonly type: 'edit', readonly target: number, readonly text: string }
  | { readonly type: 'delete', readonly target: number }
)

/** An event as the wire brings it: that of a deleted message has nothing but its place. */
export type WireEvent
  = | KnownEvent
    | {
      readonly type: typeof REDACTED
      readonly room: string
      readonly seq: number
      readonly author: User
      readonly at: number
    }

/** The event of a draft at its place. */
export function eventAt(room: string, seq: number, draft: Draft, epoch = 'e1'): KnownEvent {
  const mentions = draft.type === 'delete' ? [] : mentionsIn(draft.text)
  const marks = { room, seq, id: `${epoch}-${room}-${seq}`, at: seq }
  if (draft.type === 'edit') return { ...draft, ...marks, mentions }
  return { ...draft, ...marks, ...mentions.length > 0 && { mentions } }
}

/** The messages of a log as its changes have left them. */
export function reduceLog(events: readonly KnownEvent[]): Message[] {
  const messages = new Map<number, Message>()
  for (const event of events) {
    if (isChange(event)) change(messages, event)
    else if (event.type === 'message') {
      const { type: _, ...message } = event
      messages.set(event.seq, message)
    }
  }
  return [...messages.values()]
}

function change(messages: Map<number, Message>, event: ChangeEvent): void {
  const message = messages.get(event.target)
  const changed = message && applyChange(message, event)
  if (changed === null) messages.delete(event.target)
  else if (changed) messages.set(event.target, changed)
}

/** The events of a log as one reads them: of what was deleted, only the places are left. */
export function readEvents(events: readonly KnownEvent[]): WireEvent[] {
  const alive = new Set(reduceLog(events).map(({ seq }) => seq))
  return events.map((event) => {
    const isGone = event.type !== 'delete' && !alive.has(event.type === 'edit' ? event.target : event.seq)
    const { room, seq, author, at } = event
    return isGone ? { type: REDACTED, room, seq, author, at } : event
  })
}
