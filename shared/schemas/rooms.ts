import * as z from 'zod/mini'
import { personSchema } from './people'
import { markSchema, roomRoleSchema, roomStateSchema, seqSchema, unreadMentionsSchema } from './room'

/** All rooms of the caller, and the position of this list in the caller's feed, as `hello` has them. */
export const roomListSchema = z.object({ rooms: z.array(roomStateSchema), feed: z.optional(z.string()) })
export type RoomList = z.infer<typeof roomListSchema>

/** A member of a room, or a user who is banned from it. */
export const memberSchema = z.extend(personSchema, {
  roomRole: roomRoleSchema,
  online: z.boolean(),
  mutedUntil: z.optional(z.int()),
  banned: z.optional(z.boolean()),
})
export type Member = z.infer<typeof memberSchema>

/** `next` is the cursor of the next page. */
export const membersSchema = z.object({
  members: z.array(memberSchema),
  count: z.int(),
  next: z.optional(z.string()),
})

/** The reason of a removal, ban or deletion: for the moderation log. */
export const reasonSchema = z.string().check(z.trim(), z.maxLength(200))

/** The answer of an operation without a result. */
export const emptySchema = z.object({})

/** A room that was created, joined or opened. */
export const roomAnswerSchema = z.object({ room: roomStateSchema })

/** The user's mark after it was moved. `unread`: messages of others after it, counted up to `head`. */
export const markAnswerSchema = z.extend(markSchema, {
  unread: z.int(), mentions: unreadMentionsSchema, head: seqSchema,
})
export type MarkAnswer = z.infer<typeof markAnswerSchema>

/** Members who have read up to a message, with how far; `people` is empty in a room that is too large for names. */
export const seenBySchema = z.object({
  people: z.array(z.object({ id: z.string(), name: z.string(), seq: seqSchema })),
  count: z.int(),
})
export type SeenBy = z.infer<typeof seenBySchema>
