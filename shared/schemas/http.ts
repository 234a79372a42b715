import * as z from 'zod/mini'
import { errorCodeSchema } from './frames'
import { messageSchema } from '../events/message'
import { noticeEventSchema } from '../events/notice'
import { epochSchema, positionSchema, roomIdSchema, roomSchema } from './room'
import { sessionSchema } from './user'

/** The answer of `POST /send/` to a JSON body. */
export const sendAnswerSchema = z.object({ seq: z.int(), id: z.string(), at: z.int() })

/** The body of every HTTP error. `message` is a sentence that says what to do. */
export const errorBodySchema = z.object({
  error: z.object({ code: errorCodeSchema, message: z.string(), retryAfterMs: z.optional(z.int()) }),
})

/** Which page of history a client asks for: see `historyQuerySchema`. */
export type HistoryPlace = { readonly before: number } | { readonly after: number } | { readonly around: number }

/** The answer of `GET /api/rooms/:room/messages`, in `seq` order. */
export const historyPageSchema = z.object({
  room: roomIdSchema,
  epoch: epochSchema,
  messages: z.array(messageSchema),
  /** Notices of the room between these messages. Absent for none. */
  notices: z.optional(z.array(noticeEventSchema)),
  /** Whether there are messages above the page. */
  older: z.boolean(),
  /** Whether there are messages below it. Absent with `before`, and for the newest page. */
  newer: z.optional(z.boolean()),
})
export type HistoryPage = z.infer<typeof historyPageSchema>

/** The data that a page is rendered with. All visitors of the page share it, so it must hold nothing personal. */
export const pageSchema = z.object({ named: z.boolean(), rooms: z.array(roomSchema) })
export type Page = z.infer<typeof pageSchema>

/** The newest messages of a room with their position: a client that joins from there misses nothing. */
export const latestSchema = z.object({
  room: roomIdSchema,
  position: positionSchema,
  messages: z.array(messageSchema),
  older: z.boolean(),
})
export type Latest = z.infer<typeof latestSchema>

/**
 * The visitor's own part of a page, apart from the rendered part. On a first visit `session` is null, and `latest` is
 * what the page shows before it is connected. A returning browser has its own copy.
 */
export const visitorSchema = z.object({ session: z.nullable(sessionSchema), latest: z.nullable(latestSchema) })
export type Visitor = z.infer<typeof visitorSchema>

/** The id of the element of the page that holds its `Visitor`, as JSON. */
export const VISITOR_ELEMENT = 'visitor'

/** The attribute of the element that shows the newest messages of a first visit until the program of the page does. */
export const FIRST_ROWS_ATTRIBUTE = 'data-first-rows'
