import * as z from 'zod/mini'
import { seqSchema } from './room'

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
