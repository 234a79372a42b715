import * as z from 'zod/mini'

/**
 * Room ids go into Redis channel names, cookies and URLs: letters, digits, `_` and `-` need escaping in none of them.
 */
export const roomIdSchema = z.string().check(z.regex(/^[\w-]{1,64}$/))

export const seqSchema = z.int().check(z.nonnegative())

/** Names one incarnation of a log. A position of another epoch says nothing about this log. */
export const epochSchema = z.string().check(z.minLength(1), z.maxLength(64))

/** A client's position in a room: it applied everything up to and including `seq`. */
export const positionSchema = z.object({ epoch: epochSchema, seq: seqSchema })
export type Position = z.infer<typeof positionSchema>

export const ROOM_KINDS = ['channel', 'private', 'direct', 'desk'] as const

export const roomSchema = z.object({
  id: roomIdSchema,
  kind: z.enum(ROOM_KINDS),
  title: z.string(),
  /** Titles by language tag (`en`, `zh`). Without the reader's language, `title` is shown. */
  titles: z.optional(z.record(z.string(), z.string())),
})
export type Room = z.infer<typeof roomSchema>

/** A room as `hello` lists it: with the head of its log and the number of people online. */
export const roomStateSchema = z.extend(roomSchema, {
  epoch: epochSchema,
  lastSeq: seqSchema,
  online: z.int(),
})
export type RoomState = z.infer<typeof roomStateSchema>
