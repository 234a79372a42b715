import * as z from 'zod/mini'
import { withoutUnseen } from '../text/visible'
import { pictureHashSchema } from './picture'
import { languageSchema, placeRoleSchema, userSchema } from './user'

/** A user as others see them: in search, in the list of members, on a card. */
export const personSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Absent for a guest. */
  handle: z.optional(z.string()),
  role: placeRoleSchema,
  /** A line about the user, by the user. */
  status: z.optional(z.string()),
  picture: z.optional(pictureHashSchema),
  /** Sent to owners only: the account is disabled. */
  disabled: z.optional(z.literal(true)),
})
export type Person = z.infer<typeof personSchema>

/**
 * What a user with an account is called now, and how they look: shown wherever they wrote, also before a rename. Of a
 * guest the name at the time is shown.
 */
export const faceSchema = z.extend(userSchema, { picture: z.optional(pictureHashSchema) })
export type Face = z.infer<typeof faceSchema>

export const facesSchema = z.object({ people: z.array(faceSchema) })

export const peopleSchema = z.object({ people: z.array(personSchema) })

/** Longest status, in UTF-16 units: one line of a card on a phone. */
export const STATUS_MAX_CHARS = 80

const BREAKS_LINE = /[\p{Cc}\p{Zl}\p{Zp}]/u

/** A status; empty for none. */
export const statusSchema = z.string().check(
  z.overwrite(withoutUnseen),
  z.maxLength(STATUS_MAX_CHARS, 'too_long'),
  z.refine(status => !BREAKS_LINE.test(status), 'invalid'),
)

/** The details of an account, as its user sees them. */
export const accountDetailsSchema = z.object({
  handle: z.string(),
  status: z.string(),
  /** Unix ms; null for a status that stays. */
  statusUntil: z.nullable(z.int()),
  language: z.nullable(languageSchema),
  /** Hides from others when the user is online. */
  hidesPresence: z.boolean(),
  /** Hides from others what the user has read. */
  hidesReading: z.boolean(),
  /** The address for the link to a new password; null for none. */
  mail: z.nullable(z.string()),
  /** Whether the second factor is on. */
  totp: z.boolean(),
  /** Whether the account has a password. One that signs in with a provider may have none. */
  password: z.boolean(),
  /** The address of the provider that the account is linked with; null for none. */
  provider: z.nullable(z.string()),
  /** The hash of the picture; absent for none. */
  picture: z.optional(pictureHashSchema),
})

/** A sign-in of the user. `id` names it in addresses and is no secret. */
export const signInSchema = z.object({
  id: z.string(),
  /** The device, as far as the browser names it: "Firefox on Linux". */
  device: z.string(),
  createdAt: z.int(),
  lastSeenAt: z.int(),
  /** Whether it is the sign-in of this request. */
  current: z.boolean(),
})
export type SignIn = z.infer<typeof signInSchema>

export const signInsSchema = z.object({ signIns: z.array(signInSchema) })

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
