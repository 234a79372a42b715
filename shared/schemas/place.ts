import * as z from 'zod/mini'

/** Sign-up, and the rights of guests and members: the owner sets them. */
export const SIGN_UP_POLICIES = ['open', 'invited', 'closed'] as const
export const settingsSchema = z.object({
  /** `invited`: with an invitation link. `closed`: only by a link of the owner. */
  signUp: z.enum(SIGN_UP_POLICIES),
  /** Who may create rooms. */
  createRooms: z.enum(['members', 'moderators']),
  /** Whether guests may write in channels. */
  guestsWrite: z.boolean(),
})
export type Settings = z.infer<typeof settingsSchema>

/** The public settings, so that the sign-in screen shows only what is possible. */
export const settingsAnswerSchema = z.extend(settingsSchema, {
  /** Providers of OpenID Connect, as buttons: `id` is a part of the address, `name` the label. */
  providers: z.array(z.object({ id: z.string(), name: z.string() })),
})
