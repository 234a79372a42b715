import * as z from 'zod/mini'
import { placeRoleSchema } from './user'

/** A user as others see them: in search, in the list of members, on a card. */
export const personSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Absent for a guest. */
  handle: z.optional(z.string()),
  role: placeRoleSchema,
  /** What the user says of themselves, one line. */
  status: z.optional(z.string()),
})
export type Person = z.infer<typeof personSchema>

export const peopleSchema = z.object({ people: z.array(personSchema) })

/** A sign-in of the user. `id` names it in addresses and is no secret. */
export const signInSchema = z.object({
  id: z.string(),
  /** The device, as far as its browser says: "Firefox on Linux". */
  device: z.string(),
  createdAt: z.int(),
  lastSeenAt: z.int(),
  /** The sign-in that asks. */
  current: z.boolean(),
})
export type SignIn = z.infer<typeof signInSchema>

export const signInsSchema = z.object({ signIns: z.array(signInSchema) })

/** Who may sign up, and what guests and members may do: set by the owner. */
export const SIGN_UP_POLICIES = ['open', 'invited', 'closed'] as const
export const settingsSchema = z.object({
  /** `invited`: with an invitation link. `closed`: only the owner makes accounts, by a link. */
  signUp: z.enum(SIGN_UP_POLICIES),
  /** Who may create rooms. */
  createRooms: z.enum(['members', 'moderators']),
  /** Whether guests may write in channels. */
  guestsWrite: z.boolean(),
})
export type Settings = z.infer<typeof settingsSchema>
