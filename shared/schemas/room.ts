import * as z from 'zod/mini'
import { pictureHashSchema } from './picture'

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

/**
 * How far a user has read: everything up to `seq`. `generation` counts how often the user marked messages as unread,
 * which alone moves a mark back. Of two marks the one of the later generation counts, else the further one: so all
 * devices come to the same mark, whatever order they hear of it in.
 */
export const markSchema = z.object({ seq: seqSchema, generation: seqSchema })
export type Mark = z.infer<typeof markSchema>

/**
 * `channel`: everybody reads it. `private`: its members read it. `direct`: two users. `desk`: reserved for customer
 * service.
 */
export const ROOM_KINDS = ['channel', 'private', 'direct', 'desk'] as const

/** What a member may do in a room, the most first. */
export const ROOM_ROLES = ['owner', 'moderator', 'member'] as const
export const roomRoleSchema = z.enum(ROOM_ROLES)
export type RoomRole = z.infer<typeof roomRoleSchema>

/** What a user wants to be notified of in a room. */
export const NOTIFY = ['all', 'mentions', 'nothing'] as const
export const notifySchema = z.enum(NOTIFY)
export type Notify = z.infer<typeof notifySchema>

export const roomSchema = z.object({
  id: roomIdSchema,
  kind: z.enum(ROOM_KINDS),
  /** Of a direct room: the other user's name. */
  title: z.string(),
  /** Titles by language tag (`en`, `zh`). Without the reader's language, `title` is shown. */
  titles: z.optional(z.record(z.string(), z.string())),
  /** What the room is about, one line. */
  topic: z.optional(z.string()),
  /** An emoji in place of the room's initials. */
  emoji: z.optional(z.string()),
  /** A picture in place of both. */
  picture: z.optional(pictureHashSchema),
  /** A channel of the configuration (`CHANNELS`): every user has it, at the top. */
  pinned: z.optional(z.boolean()),
  /** An archived room can be read, and nothing can be written. */
  archived: z.optional(z.boolean()),
  /** Only owners and moderators of the room may write. */
  readOnly: z.optional(z.boolean()),
  /** Slow mode: seconds between two messages of a member. */
  slowSeconds: z.optional(z.int()),
})
export type Room = z.infer<typeof roomSchema>

/** A room as `hello` lists it: with the head of its log, and what it is to this user. */
export const roomStateSchema = z.extend(roomSchema, {
  epoch: epochSchema,
  lastSeq: seqSchema,
  online: z.int(),
  /** The user's role; absent in a channel that the user has not joined. */
  role: z.optional(roomRoleSchema),
  /** The user has read everything up to this `seq`, on any device. Absent where there is no mark yet. */
  mark: z.optional(seqSchema),
  /** The generation of `mark` (see `markSchema`). Absent where the server keeps no marks of the user. */
  generation: z.optional(seqSchema),
  /** Messages of others after `mark`, as far as the server counts. */
  unread: z.optional(z.int()),
  /** The user may not write here until then, Unix ms. */
  mutedUntil: z.optional(z.int()),
  /** Of a direct room: the id of the other user. */
  with: z.optional(z.string()),
  /** What the user wants to be notified of; absent for everything. */
  notify: z.optional(notifySchema),
  /** The user keeps the room at the top. */
  favourite: z.optional(z.boolean()),
})
export type RoomState = z.infer<typeof roomStateSchema>
