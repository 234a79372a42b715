import * as z from 'zod/mini'
import { roomIdSchema } from './room'

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
