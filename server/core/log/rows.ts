import * as z from 'zod/mini'
import type { LogEvent } from '#shared/events'
import type { Message, MessageEvent } from '#shared/events/message'
import type { Head } from './log'
import type { SqlValue } from './sql'

const headRow = z.object({ id: z.string(), epoch: z.string(), last_seq: z.int(), first_seq: z.int() })

const lastSeqRow = z.object({ id: z.string(), last_seq: z.int() })

const authored = {
  room: z.string(),
  seq: z.int(),
  author_id: z.string(),
  author_name: z.string(),
  client_id: z.nullable(z.string()),
  at: z.int(),
}

const seqRow = z.object({ seq: z.int() })

const messageRow = z.object({ ...authored, id: z.string(), text: z.string() })

const eventRow = z.object({ ...authored, kind: z.string(), body: z.string() })

const answerRow = z.object({ new_seq: z.nullable(z.int()), kind: z.nullable(z.string()) })

/** What only an event of the kind `message` has. */
const messageBody = z.object({ id: z.string(), text: z.string() })

/** Of an event of another kind whose client id is used again: as much of a message as it is. */
const anyBody = z.catch(z.object({ id: z.catch(z.string(), ''), text: z.catch(z.string(), '') }), { id: '', text: '' })

/** The kind of a message whose body is damaged: nothing can be made of it, but it keeps its place. */
export const DAMAGED = 'damaged'

export function toHead(row: unknown): [room: string, head: Head] {
  const { id, epoch, last_seq, first_seq } = headRow.parse(row)
  return [id, { epoch, lastSeq: last_seq, firstSeq: first_seq }]
}

export function toLastSeq(row: unknown): [room: string, lastSeq: number] {
  const { id, last_seq } = lastSeqRow.parse(row)
  return [id, last_seq]
}

/** The `seq` of a row that can't be understood otherwise; null where that is damaged, too. */
export function seqOf(row: unknown): number | null {
  const parsed = seqRow.safeParse(row)
  return parsed.success ? parsed.data.seq : null
}

export function toMessage(row: unknown): Message {
  const { room, seq, id, author_id, author_name, client_id, at, text } = messageRow.parse(row)
  return { room, seq, id, ...clientId(client_id), author: { id: author_id, name: author_name }, at, text }
}

/** An event of any kind: one that this build does not know, or can't read, keeps its place, so that the room goes on. */
export function toEvent(row: unknown): LogEvent {
  const { room, seq, kind, author_id, author_name, client_id, at, body } = eventRow.parse(row)
  const author = { id: author_id, name: author_name }
  if (kind !== 'message') return { type: 'unknown', kind, room, seq, author, at }
  const parsed = messageBody.safeParse(parseJson(body))
  if (!parsed.success) return { type: 'unknown', kind: DAMAGED, room, seq, author, at }
  return { type: 'message', room, seq, id: parsed.data.id, ...clientId(client_id), author, at, text: parsed.data.text }
}

/** The event that has a client id already, as the answer to who used the id again. */
export function toEarlier(row: unknown): MessageEvent {
  const { room, seq, author_id, author_name, client_id, at, body } = eventRow.parse(row)
  const { id, text } = anyBody.parse(parseJson(body))
  return { type: 'message', room, seq, id, ...clientId(client_id), author: { id: author_id, name: author_name }, at, text }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  }
  catch {
    return undefined
  }
}

/** What the database answers to a draft: the `seq` of the new event, or the event that had its client id already; neither where there is no such room. */
export function toAnswer(row: unknown): { seq: number | null, earlier: MessageEvent | null } {
  const { new_seq, kind } = answerRow.parse(row)
  return { seq: new_seq, earlier: kind === null ? null : toEarlier(row) }
}

/** In the order of `EVENT`. */
export function fromEvent(event: MessageEvent): SqlValue[] {
  const body = JSON.stringify({ id: event.id, text: event.text })
  return [event.room, event.seq, event.type, event.author.id, event.author.name, event.clientId ?? null, event.at, body]
}

/** In the order of `MESSAGE`. */
export function fromMessage(message: Message): SqlValue[] {
  return [message.room, message.seq, message.id, message.author.id, message.author.name, message.clientId ?? null, message.at, message.text]
}

/** No key at all when there is none, so that a stored event equals the one that was told when it was appended. */
function clientId(value: string | null): { clientId?: string } {
  return value === null ? {} : { clientId: value }
}
