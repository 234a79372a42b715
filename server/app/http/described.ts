import * as z from 'zod/mini'
import { textSchema } from '#shared/events/message'
import { historyQuerySchema } from '#shared/schemas/history'
import { historyPageSchema, sendAnswerSchema } from '#shared/schemas/http'
import { roomIdSchema, seqSchema } from '#shared/schemas/room'
import { reasonSchema } from '#shared/schemas/rooms'
import { renameSchema, sessionSchema } from '#shared/schemas/user'
import { OPERATIONS } from '../../domain/operations/table'
import type { Described } from './openapi'

const message = { room: roomIdSchema, seq: seqSchema }

/**
 * Requests that are no operation: they have a form of their own, or a handler that is older than the table of
 * operations.
 */
const OTHERS: readonly Described[] = [
  {
    id: 'readSession', method: 'GET', path: '/api/session', input: z.object({}), output: sessionSchema,
    summary: 'Gives the visitor. A first call creates a guest and sets the session cookie.',
  },
  {
    id: 'rename', method: 'PUT', path: '/api/session', input: renameSchema, output: sessionSchema,
    summary: 'Changes the visitor\'s name.',
  },
  {
    id: 'readMessages', method: 'GET', path: '/api/rooms/{room}/messages', output: historyPageSchema,
    summary: 'Gives a page of history, in the order of seq: below a message, above it, or on both sides of it.',
    who: { room: 'read' }, input: z.object({ room: roomIdSchema, ...historyQuerySchema.shape }),
  },
  {
    id: 'editMessage', method: 'PATCH', path: '/api/rooms/{room}/messages/{seq}', output: sendAnswerSchema,
    summary: 'Gives one of the caller\'s own messages another text.', who: { room: 'edit' },
    input: z.object({ ...message, text: textSchema }),
  },
  {
    id: 'deleteMessage', method: 'DELETE', path: '/api/rooms/{room}/messages/{seq}', output: sendAnswerSchema,
    summary: 'Deletes one of the caller\'s own messages; as a moderator any message. `reason` comes in the query.',
    who: { room: 'delete' }, input: z.object({ ...message, reason: z.optional(reasonSchema) }),
  },
  {
    id: 'sendMessage', method: 'POST', path: '/send/', output: sendAnswerSchema,
    summary: 'Publishes one message. Forms work, too. Without a session the author is a guest of the address.',
    input: z.object({ data: textSchema, channel: z.optional(roomIdSchema), clientId: z.optional(z.string()) }),
  },
  {
    id: 'health', method: 'GET', path: '/healthz', input: z.object({}), output: z.looseObject({ status: z.string() }),
    summary: 'Says that the process is alive, with the state of log and bus.',
  },
]

/** Every request of the HTTP API. */
export const DESCRIBED: readonly Described[] = [...OTHERS, ...OPERATIONS]
