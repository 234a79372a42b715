import * as z from 'zod/mini'
import type { KnownEvent, LogEvent } from '#shared/events'
import { REDACTED } from '#shared/events/delete'
import { memberEventSchema } from '#shared/events/member'
import type { Message, MessageEvent } from '#shared/events/message'
import type { NoticeEvent } from '#shared/events/notice'
import type { EventDraft } from './draft'
import type { Head } from './log'
import type { SqlValue } from './sql'

const headRow = z.object({
  id: z.string(),
  epoch: z.string(),
  last_seq: z.int(),
  first_seq: z.int(),
  access: z.int(),
})

const lastSeqRow = z.object({ id: z.string(), last_seq: z.int(), access: z.int() })

const authored = {
  room: z.string(),
  seq: z.int(),
  author_id: z.string(),
  author_name: z.string(),
  client_id: z.nullable(z.string()),
  at: z.int(),
}

const seqRow = z.object({ seq: z.int() })

const placeRow = z.object({ room: z.string(), seq: z.int() })

const countRow = z.object({ count: z.int() })

const messageRow = z.object({
  ...authored,
  id: z.string(),
  text: z.string(),
  rev: z.nullable(z.int()),
  edited_at: z.nullable(z.int()),
})

const eventRow = z.object({ ...authored, kind: z.string(), body: z.string(), target: z.nullable(z.int()) })
type EventRow = z.infer<typeof eventRow>

const answerRow = z.object({ new_seq: z.nullable(z.int()), kind: z.nullable(z.string()) })

/** What the body of each kind holds. `target` has a column of its own, since it is looked up. */
const textBody = z.object({ id: z.string(), text: z.string() })
const idBody = z.object({ id: z.string() })
const memberBody = z.object({ id: z.string(), action: memberEventSchema.shape.action, person: memberEventSchema.shape.person })
const roomBody = z.object({ id: z.string(), title: z.string() })

/** Of an event whose client id is used again: as much as its body has. One that was redacted has its id only. */
const anyBody = z.catch(z.object({ id: z.catch(z.string(), ''), text: z.catch(z.string(), '') }), { id: '', text: '' })

/** The kind of an event whose row is damaged: nothing can be made of it, but it keeps its place. */
export const DAMAGED = 'damaged'

export function toHead(row: unknown): [room: string, head: Head] {
  const { id, epoch, last_seq, first_seq, access } = headRow.parse(row)
  return [id, { epoch, lastSeq: last_seq, firstSeq: first_seq, access }]
}

export function toLastSeq(row: unknown): { room: string, lastSeq: number, access: number } {
  const { id, last_seq, access } = lastSeqRow.parse(row)
  return { room: id, lastSeq: last_seq, access }
}

/** The `seq` of a row that can't be understood otherwise; null where that is damaged, too. */
export function seqOf(row: unknown): number | null {
  const parsed = seqRow.safeParse(row)
  return parsed.success ? parsed.data.seq : null
}

export function toPlace(row: unknown): { room: string, seq: number } {
  return placeRow.parse(row)
}

export function toCount(row: unknown): number {
  return countRow.parse(row).count
}

export function toMessage(row: unknown): Message {
  const { id, text, rev, edited_at, ...columns } = messageRow.parse(row)
  const edited = { ...(rev === null ? {} : { rev }), ...(edited_at === null ? {} : { editedAt: edited_at }) }
  return { ...marksOf(columns, id), text, ...edited }
}

/** An event of any kind. One that this build does not know, or can't read, keeps its place: the room goes on. */
export function toEvent(row: unknown): LogEvent {
  const event = eventRow.parse(row)
  const { kind } = event
  switch (kind) {
    case 'message':
    case 'edit':
    case 'delete': return knownEvent(event, kind) ?? unknownEvent(event, DAMAGED)
    case 'member':
    case 'room': return noticeEvent(event, kind) ?? unknownEvent(event, DAMAGED)
    default: return unknownEvent(event, kind)
  }
}

/** Null where the row lacks what a notice of its kind has. */
function noticeEvent(row: EventRow, kind: NoticeEvent['type']): NoticeEvent | null {
  const body = parseJson(row.body)
  if (kind === 'room') {
    const { data } = roomBody.safeParse(body)
    return data ? { type: kind, ...marksOf(row, data.id), title: data.title } : null
  }
  const { data } = memberBody.safeParse(body)
  return data ? { type: kind, ...marksOf(row, data.id), action: data.action, ...data.person && { person: data.person } } : null
}

/** Null where the row lacks what an event of its kind has. */
function knownEvent(row: EventRow, kind: 'message' | 'edit' | 'delete'): KnownEvent | null {
  const { target } = row
  const body = parseJson(row.body)
  if (kind === 'delete') {
    const parsed = idBody.safeParse(body)
    return parsed.success && target !== null ? { type: kind, ...marksOf(row, parsed.data.id), target } : null
  }
  const parsed = textBody.safeParse(body)
  if (!parsed.success) return null
  const { id, text } = parsed.data
  if (kind === 'message') return { type: kind, ...marksOf(row, id), text }
  return target === null ? null : { type: kind, ...marksOf(row, id), target, text }
}

function unknownEvent({ room, seq, author_id, author_name, at }: EventRow, kind: string): LogEvent {
  return { type: 'unknown', kind, room, seq, author: { id: author_id, name: author_name }, at }
}

/**
 * The event that has a client id already, as the answer to a repetition. Only its `seq`, `id` and `at` count there: a
 * redacted event comes without its text, one of an unknown kind as a message.
 */
export function toEarlier(row: unknown): KnownEvent {
  const event = eventRow.parse(row)
  const { id, text } = anyBody.parse(parseJson(event.body))
  const marks = marksOf(event, id)
  const { kind, target } = event
  if (target !== null && kind === 'delete') return { type: 'delete', ...marks, target }
  if (target !== null && (kind === 'edit' || kind === REDACTED)) return { type: 'edit', ...marks, target, text }
  return { type: 'message', ...marks, text }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  }
  catch {
    return undefined
  }
}

/** The answer to a draft: the `seq` of the new event, or the event that has its client id. Neither: it was refused. */
export function toAnswer(row: unknown): { seq: number | null, earlier: KnownEvent | null } {
  const { new_seq, kind } = answerRow.parse(row)
  return { seq: new_seq, earlier: kind === null ? null : toEarlier(row) }
}

/** In the order of `EVENT`. */
export function fromEvent(event: KnownEvent): SqlValue[] {
  const { room, seq, type, author, clientId, at } = event
  return [room, seq, type, author.id, author.name, clientId ?? null, at, bodyOf(event), targetOf(event)]
}

/** The `body` of an event. Its id comes first: PostgreSQL finds it there when it redacts the event. */
export function bodyOf(event: KnownEvent | EventDraft): string {
  const { id } = event
  switch (event.type) {
    case 'message':
    case 'edit': return JSON.stringify({ id, text: event.text })
    case 'delete': return JSON.stringify({ id })
    case 'member': return JSON.stringify({ id, action: event.action, person: event.person })
    case 'room': return JSON.stringify({ id, title: event.title })
  }
}

export function targetOf(event: KnownEvent | EventDraft): number | null {
  return 'target' in event ? event.target : null
}

/** In the order of `MESSAGE`. */
export function fromMessage(message: MessageEvent): SqlValue[] {
  return [message.room, message.seq, message.id, message.author.id, message.author.name, message.clientId ?? null, message.at, message.text]
}

/** No client id at all when there is none, so that a stored event equals the one that was published. */
function marksOf(row: Omit<EventRow, 'kind' | 'body' | 'target'>, id: string) {
  const { room, seq, author_id, author_name, client_id, at } = row
  const ids = { id, ...(client_id === null ? {} : { clientId: client_id }) }
  return { room, seq, ...ids, author: { id: author_id, name: author_name }, at }
}
