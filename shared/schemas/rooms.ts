import * as z from 'zod/mini'
import {
  markSchema, roomIdSchema, roomRoleSchema, roomStateSchema, seqSchema, unreadMentionsSchema,
} from './room'
import { personSchema } from './people'
import { isBlankToTheEye, withoutUnseen } from '../text/visible'

/** Longest title of a room, in UTF-16 units: two lines of the room list on a phone. */
export const ROOM_TITLE_MAX_CHARS = 60

/** Longest topic of a room: one line of the conversation's header on a desktop. */
export const ROOM_TOPIC_MAX_CHARS = 250

const BREAKS_LINE = /[\p{Cc}\p{Zl}\p{Zp}]/u

export const roomTitleSchema = z.string().check(
  z.overwrite(withoutUnseen),
  z.refine(title => !isBlankToTheEye(title), 'empty'),
  z.maxLength(ROOM_TITLE_MAX_CHARS, 'too_long'),
  z.refine(title => !BREAKS_LINE.test(title), 'invalid'),
)

/** A topic may be empty: then the room has none. */
export const roomTopicSchema = z.string().check(
  z.overwrite(topic => topic.trim()),
  z.maxLength(ROOM_TOPIC_MAX_CHARS, 'too_long'),
  z.refine(topic => !BREAKS_LINE.test(topic), 'invalid'),
)

/** The emoji of a room: one picture, or nothing. */
export const roomEmojiSchema = z.string().check(
  z.overwrite(emoji => emoji.trim()),
  z.maxLength(16, 'too_long'),
  z.refine(emoji => !BREAKS_LINE.test(emoji), 'invalid'),
)

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

/** A public channel as the list of channels shows it. */
export const channelSchema = z.object({
  id: roomIdSchema,
  title: z.string(),
  topic: z.optional(z.string()),
  emoji: z.optional(z.string()),
  members: z.int(),
  joined: z.boolean(),
})
export type Channel = z.infer<typeof channelSchema>

export const channelsSchema = z.object({ channels: z.array(channelSchema) })

/** An invitation link. `url` is its address; `uses` counts users, each once. */
export const inviteSchema = z.object({
  code: z.string(),
  url: z.string(),
  by: z.string(),
  createdAt: z.int(),
  /** Unix ms; absent for a link that does not expire. */
  expiresAt: z.optional(z.int()),
  uses: z.int(),
  maxUses: z.optional(z.int()),
})
export type Invite = z.infer<typeof inviteSchema>

export const invitesSchema = z.object({ invites: z.array(inviteSchema) })

/** What an invitation link shows before it is used: the room's name and how many are in it, no more. */
export const invitePreviewSchema = z.object({
  title: z.string(),
  emoji: z.optional(z.string()),
  members: z.int(),
  /** The room, where the user is a member of it already. */
  room: z.optional(roomIdSchema),
})
export type InvitePreview = z.infer<typeof invitePreviewSchema>

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

/** Actions in a room's moderation log. */
export const AUDIT_ACTIONS = [
  'owner', 'moderator', 'member', 'remove', 'ban', 'unban', 'mute', 'unmute', 'delete', 'settings', 'archive',
  'restore',
] as const
export type AuditAction = typeof AUDIT_ACTIONS[number]

/** An entry of a room's moderation log. `owner`, `moderator` and `member` are given roles. */
export const auditEntrySchema = z.object({
  at: z.int(),
  by: z.string(),
  byName: z.optional(z.string()),
  action: z.enum(AUDIT_ACTIONS),
  /** The user whom it concerned. */
  target: z.optional(z.string()),
  targetName: z.optional(z.string()),
  reason: z.optional(z.string()),
  /** The message that was deleted. */
  seq: z.optional(seqSchema),
})

/** The newest entries first. `next` is the cursor of the next page. */
export const auditSchema = z.object({ entries: z.array(auditEntrySchema), next: z.optional(z.string()) })

/** What the log of the place records: actions of owners. */
export const DEEDS = ['role', 'reset', 'reset-all', 'disable', 'enable', 'account-link', 'settings'] as const
export type DeedAction = typeof DEEDS[number]

/** The actions of owners in the place, the newest first. */
export const deedsSchema = z.object({
  entries: z.array(z.extend(auditEntrySchema, { action: z.enum(DEEDS) })),
  next: z.optional(z.string()),
})
