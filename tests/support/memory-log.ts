import { applyChange, isChange, isNotice, type KnownEvent, type LogEvent } from '#shared/events'
import { REDACTED } from '#shared/events/delete'
import type { Message } from '#shared/events/message'
import type { NoticeEvent } from '#shared/events/notice'
import { eventOf, type Appended, type EventDraft } from '../../server/core/log/draft'
import type { Head } from '../../server/core/log/log'
import { messageEvent } from './events'

/** A log in memory, for tests of what uses one. Counts its reads, and fails them on demand. */
export class MemoryLog {
  readonly events = new Map<string, LogEvent[]>()
  reads = 0
  headReads = 0
  failing = false
  epoch = 'e1'
  /** Of a room whose oldest events are gone; else as many as there are events. */
  lastSeq: number | null = null
  private readonly byClientId = new Map<string, KnownEvent>()

  add(room: string, count: number): LogEvent[] {
    const list = this.events.get(room) ?? []
    const added = Array.from({ length: count }, (_, index) => messageEvent(list.length + 1 + index, room))
    this.events.set(room, [...list, ...added])
    return added
  }

  async append(draft: EventDraft): Promise<Appended> {
    const key = JSON.stringify([draft.room, draft.author.id, draft.clientId])
    const earlier = draft.clientId === undefined ? undefined : this.byClientId.get(key)
    if (earlier) return { event: earlier, repeated: true }
    const event = eventOf(draft, (this.events.get(draft.room)?.length ?? 0) + 1)
    this.byClientId.set(key, event)
    this.store(event)
    return { event, repeated: false }
  }

  /** Puts an event at the end of its room. */
  store(event: KnownEvent): void {
    const events = [...this.events.get(event.room) ?? [], event]
    const isValidEdit = event.type === 'edit' && events[event.target - 1]?.type === 'message'
    this.events.set(event.room, event.type === 'message' || isValidEdit ? events : withoutDeleted(events))
  }

  async after(room: string, seq: number, limit: number): Promise<LogEvent[]> {
    this.reads++
    if (this.failing) throw new Error('the log is away')
    return (this.events.get(room) ?? []).filter(event => event.seq > seq).slice(0, limit)
  }

  async before(room: string, seq: number | null, limit: number): Promise<Message[]> {
    this.reads++
    return this.messages(room).filter(message => message.seq < (seq ?? Infinity)).slice(-limit)
  }

  async messagesAfter(room: string, seq: number, limit: number): Promise<Message[]> {
    this.reads++
    return this.messages(room).filter(message => message.seq > seq).slice(0, limit)
  }

  async notices(room: string, from: number, below: number, limit: number): Promise<NoticeEvent[]> {
    this.reads++
    return (this.events.get(room) ?? []).filter(isNotice).filter(({ seq }) => seq >= from && seq < below).slice(-limit)
  }

  async message(room: string, seq: number): Promise<Message | null> {
    return this.messages(room).find(message => message.seq === seq) ?? null
  }

  async answered(room: string, authorId: string, clientId: string): Promise<KnownEvent | null> {
    return this.byClientId.get(JSON.stringify([room, authorId, clientId])) ?? null
  }

  async countAfter(room: string, seq: number, exceptAuthor: string, upTo = Infinity): Promise<number> {
    const counted = this.messages(room).filter(each => each.seq > seq && each.seq <= upTo)
    return counted.filter(({ author }) => author.id !== exceptAuthor).length
  }

  async heads(rooms: readonly string[]): Promise<Map<string, Head>> {
    this.headReads++
    if (this.failing) throw new Error('the log is away')
    const lastSeq = (room: string) => this.lastSeq ?? this.events.get(room)?.length ?? 0
    const known = rooms.filter(room => this.events.has(room))
    return new Map(known.map(room => [room, { epoch: this.epoch, lastSeq: lastSeq(room), firstSeq: 1, access: 0 }]))
  }

  messages(room: string): Message[] {
    if (this.failing) throw new Error('the log is away')
    return messagesOf(this.events.get(room) ?? [])
  }
}

/** What the reducer makes of the events of a room. */
export function messagesOf(events: readonly LogEvent[]): Message[] {
  const messages = new Map<number, Message>()
  for (const event of events) {
    if (event.type === 'message') {
      const { type: _type, ...message } = event
      messages.set(event.seq, message)
    }
    const target = isChange(event) ? messages.get(event.target) : undefined
    if (!target || !isChange(event)) continue
    const changed = applyChange(target, event)
    if (changed) messages.set(target.seq, changed)
    else messages.delete(target.seq)
  }
  return [...messages.values()]
}

/** As the log keeps them: what belongs to a deleted message has its place only. */
function withoutDeleted(events: readonly LogEvent[]): LogEvent[] {
  const kept = new Set(messagesOf(events).map(({ seq }) => seq))
  return events.map((event) => {
    if (event.type === 'message' ? kept.has(event.seq) : event.type !== 'edit' || kept.has(event.target)) return event
    const { room, seq, author, at } = event
    return { type: 'unknown', kind: REDACTED, room, seq, author, at }
  })
}
