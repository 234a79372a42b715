import * as z from 'zod/mini'
import { withoutUnseen } from '../text/visible'
import { pictureHashSchema } from './picture'
import { languageSchema } from './user'

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
