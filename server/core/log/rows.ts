import * as z from 'zod/mini'
import {
  EVENTS, isKnownKind, type EventContent, type EventKind, type KnownEvent, type LogEvent,
} from '#shared/events'
import { REDACTED } from '#shared/events/delete'
import { mentionsSchema, type Mention } from '#shared/events/mention'
import type { Message, MessageEvent } from '#shared/events/message'
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
  mentions: z.nullable(z.string()),
})

const eventRow = z.object({ ...authored, kind: z.string(), body: z.string(), target: z.nullable(z.int()) })
type EventRow = z.infer<typeof eventRow>

const answerRow = z.object({ new_seq: z.nullable(z.int()), kind: z.nullable(z.string()) })

const idBody = z.object({ id: z.string() })

/** What is read of an event whose client id is used again. A redacted event has its id only. */
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
  const { id, text, rev, edited_at, mentions, ...columns } = messageRow.parse(row)
  const edited = { ...(rev === null ? {} : { rev }), ...(edited_at === null ? {} : { editedAt: edited_at }) }
  return { ...marksOf(columns, id), text, ...mentioned(mentions), ...edited }
}

/** The mentions of a message; none if the column can't be read. */
function mentioned(json: string | null): { mentions?: Mention[] } {
  const mentions = json === null ? undefined : mentionsSchema.safeParse(parseJson(json)).data
  return mentions ? { mentions } : {}
}

/** An event of any kind. One that this build does not know, or can't read, keeps its place: the room goes on. */
export function toEvent(row: unknown): LogEvent {
  const event = eventRow.parse(row)
  if (!isKnownKind(event.kind)) return unknownEvent(event, event.kind)
  const body = parseJson(event.body)
  const { data: marks } = idBody.safeParse(body)
  const content = contentOf(event, event.kind, body)
  return marks && content ? { ...content, ...marksOf(event, marks.id) } : unknownEvent(event, DAMAGED)
}

/** What an event of this kind says, as its row has it. Null where the row lacks something. */
function contentOf({ target }: EventRow, kind: EventKind, body: unknown): EventContent | null {
  if (typeof body !== 'object') return null
  // `target` has a column of its own, since it is looked up.
  return EVENTS[kind].content.safeParse({ ...body, type: kind, target }).data ?? null
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
  const { kind, target } = event
  const body = parseJson(event.body)
  const { id, text } = anyBody.parse(body)
  const marks = marksOf(event, id)
  const content = isKnownKind(kind) ? contentOf(event, kind, body) : null
  if (content) return { ...content, ...marks }
  const isEdit = target !== null && (kind === 'edit' || kind === REDACTED)
  return isEdit ? { type: 'edit', ...marks, target, text } : { type: 'message', ...marks, text }
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
  const fields: Readonly<Record<string, unknown>> = event
  const body: Record<string, unknown> = { id: event.id }
  for (const name of EVENTS[event.type].names) if (name !== 'target') body[name] = fields[name]
  return JSON.stringify(body)
}

export function targetOf(event: KnownEvent | EventDraft): number | null {
  return 'target' in event ? event.target : null
}

/** In the order of `MESSAGE`. */
export function fromMessage(message: MessageEvent): SqlValue[] {
  const { room, seq, id, author, clientId, at, text } = message
  return [room, seq, id, author.id, author.name, clientId ?? null, at, text, mentionsOf(message)]
}

/** Rows of the table `mention`, in the order of its columns. */
export function fromMentions({ room, seq, author, mentions = [] }: MessageEvent): SqlValue[][] {
  return mentions.map(({ id }) => [id, room, seq, author.id])
}

/** The column `mentions`: null for none. */
export function mentionsOf({ mentions }: Pick<MessageEvent, 'mentions'>): string | null {
  return mentions && mentions.length > 0 ? JSON.stringify(mentions) : null
}

/** No client id at all when there is none, so that a stored event equals the one that was published. */
function marksOf(row: Omit<EventRow, 'kind' | 'body' | 'target'>, id: string) {
  const { room, seq, author_id, author_name, client_id, at } = row
  const ids = { id, ...(client_id === null ? {} : { clientId: client_id }) }
  return { room, seq, ...ids, author: { id: author_id, name: author_name }, at }
}
