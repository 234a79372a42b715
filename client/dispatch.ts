import { contentOf } from '#shared/commands'
import { isKnownKind, type EventKind, type KnownEvent } from '#shared/events'
import type { Face } from '#shared/schemas/people'
import type { Account, PersonState, User } from '#shared/schemas/user'
import { commandOf, type OutboxItem } from './outbox/item'
import type { Outbox } from './outbox/outbox'
import type { ChatRooms } from './rooms'
import type { LogEntry } from './room/timeline'
import type { IncomingEvent } from './wire/parse'

export interface Reception {
  readonly rooms: ChatRooms
  renamed(user: User, account: Account | undefined): void
  people(states: readonly PersonState[]): void
  faces(people: readonly Face[]): void
  /** An event about nothing that this side knows of. */
  ignored(): void
}

/** Passes each event of a frame to its receiver, in order. Consecutive log events of one room are applied together. */
export function dispatch(events: readonly IncomingEvent[], to: Reception, me: User, outbox: Outbox): void {
  let entries: LogEntry[] = []
  events.forEach((event, index) => {
    if (!isLogEvent(event)) return deliver(event, to, me, outbox)
    entries.push(event)
    const next = events[index + 1]
    if (next && isLogEvent(next) && next.room === event.room) return
    to.rooms.entries(event.room, entries)
    entries = []
  })
}

type LogType = EventKind | 'unknown'
type Single = Exclude<IncomingEvent, { type: LogType }>

function isLogEvent(event: IncomingEvent): event is Extract<IncomingEvent, { type: LogType }> {
  return event.type === 'unknown' || isKnownKind(event.type)
}

function deliver(event: Single, { rooms, renamed, people, faces, ignored }: Reception, me: User, outbox: Outbox): void {
  switch (event.type) {
    case 'joined':
      return rooms.joined(event)
    case 'ack': {
      const item = outbox.find(event.clientId)
      if (item) rooms.find(event.room)?.acknowledged(eventOf(item, event, me))
      return outbox.settle(event.clientId)
    }
    case 'error':
      if (event.clientId !== undefined) return rooms.sendRefused(event.clientId, event)
      if (event.id !== undefined) return rooms.joinFailed(event)
      // `read` is the only frame with a room and without an id that a server refuses.
      if (event.room !== undefined) return rooms.find(event.room)?.readRefused(event)
      return ignored()
    case 'live':
      return rooms.find(event.room)?.live(event.at, event.text)
    case 'pong':
      return Object.entries(event.heads).forEach(([room, seq]) => rooms.find(room)?.told(seq))
    case 'presence':
      return rooms.find(event.room)?.presence(event.online)
    case 'me':
      return renamed(event.user, event.account)
    case 'rooms':
      return rooms.follow(event)
    case 'heads':
      return rooms.heads(event)
    case 'read':
      return rooms.readElsewhere(event)
    case 'typing':
      return rooms.typing(event)
    case 'seen':
      return rooms.seen(event)
    case 'people':
      return people(event.people)
    case 'faces':
      return faces(event.people)
    case 'hello':
    case 'left':
      return
  }
}

/** The event of an acknowledged command of this user: the acknowledgement has its place, the outbox its content. */
function eventOf(item: OutboxItem, ack: Extract<Single, { type: 'ack' }>, author: User): KnownEvent {
  const { room, clientId, seq, id, at } = ack
  return { ...contentOf(commandOf(item)), room, clientId, seq, id, at, author }
}
