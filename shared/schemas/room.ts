import * as z from 'zod/mini'
import { pictureHashSchema } from './picture'

/**
 * Room ids are part of Redis channel names, cookies and URLs. Letters, digits, `_` and `-` need no escaping in any of
 * them.
 */
export const roomIdSchema = z.string().check(z.regex(/^[\w-]{1,64}$/))

export const seqSchema = z.int().check(z.nonnegative())

/** Names one incarnation of a log. A position of another epoch is meaningless in this log. */
export const epochSchema = z.string().check(z.minLength(1), z.maxLength(64))

/** A client's position in a room: it applied everything up to and including `seq`. */
export const positionSchema = z.object({ epoch: epochSchema, seq: seqSchema })
export type Position = z.infer<typeof positionSchema>

/**
 * How far a user has read: everything up to `seq`. `generation` counts how often the user marked messages as unread;
 * only that moves a mark back. Of two marks the one of the later generation counts, else the further one. So all
 * devices arrive at the same mark, in whatever order they get it.
 */
export const markSchema = z.object({ seq: seqSchema, generation: seqSchema })
export type Mark = z.infer<typeof markSchema>

/**
 * `channel`: every visitor may read it. `private`: its members read it. `direct`: two users. `desk`: reserved for
 * customer service.
 */
export const ROOM_KINDS = ['channel', 'private', 'direct', 'desk'] as const

/** Roles in a room, the most powerful first. */
export const ROOM_ROLES = ['owner', 'moderator', 'member'] as const
export const roomRoleSchema = z.enum(ROOM_ROLES)
export type RoomRole = z.infer<typeof roomRoleSchema>

/** Events in a room that notify the user. */
export const NOTIFY = ['all', 'mentions', 'nothing'] as const
export const notifySchema = z.enum(NOTIFY)
export type Notify = z.infer<typeof notifySchema>

export const roomSchema = z.object({
  id: roomIdSchema,
  kind: z.enum(ROOM_KINDS),
  /** The other user's name, in a direct room. */
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
  /** An archived room can be read, but not written. */
  archived: z.optional(z.boolean()),
  /** Only owners and moderators of the room may write. */
  readOnly: z.optional(z.boolean()),
  /** Slow mode: seconds between two messages of a member. */
  slowSeconds: z.optional(z.int()),
})
export type Room = z.infer<typeof roomSchema>

/**
 * Beside a number of unread messages: `seq` of those among them that mention the user, in order, the newest
 * `MENTIONS_TOLD_MAX`. Absent for none.
 */
export const unreadMentionsSchema = z.optional(z.array(seqSchema))

/** A room as `hello` lists it: with the head of its log, and the user's role and marks. */
export const roomStateSchema = z.extend(roomSchema, {
  epoch: epochSchema,
  lastSeq: seqSchema,
  online: z.int(),
  /** The user's role; absent in a channel that the user has not joined. */
  role: z.optional(roomRoleSchema),
  /** The user has read everything up to this `seq`, on any device. Absent without a mark. */
  mark: z.optional(seqSchema),
  /** The generation of `mark` (see `markSchema`). Absent if the server keeps no marks of the user. */
  generation: z.optional(seqSchema),
  /** Messages of others after `mark`, as far as the server counts. */
  unread: z.optional(z.int()),
  mentions: unreadMentionsSchema,
  /** The user may not write here until then, Unix ms. */
  mutedUntil: z.optional(z.int()),
  /** The other user's id, in a direct room. */
  with: z.optional(z.string()),
  /** Events that notify the user; absent for all. */
  notify: z.optional(notifySchema),
  /** The user pinned the room to the top. */
  favourite: z.optional(z.boolean()),
})
export type RoomState = z.infer<typeof roomStateSchema>
