import * as z from 'zod/mini'
import { LANGUAGES } from '../languages'
import { NAME_MAX_CHARS } from '../limits'
import { isReservedName } from '../text/reserved-names'
import { isBlankToTheEye, withoutUnseen } from '../text/visible'

/**
 * A name must not hold controls, which would break its line, nor begin with a mark that combines with the text before
 * it.
 */
const BREAKS_OUT = /[\p{Cc}\p{Zl}\p{Zp}]|^\p{M}/u

/**
 * The rules of a display name, each with its key in `name.error` of the language files. They hold for new names; older
 * ones stay.
 */
export const NAME_RULES = [
  { problem: 'empty', broken: (name: string) => isBlankToTheEye(name) },
  { problem: 'too_long', broken: (name: string) => name.length > NAME_MAX_CHARS },
  { problem: 'invalid', broken: (name: string) => BREAKS_OUT.test(name) },
  { problem: 'reserved', broken: isReservedName },
] as const

/** A display name as stored: one line, trimmed, without invisible characters. */
export const userNameSchema = z.string().check(
  z.overwrite(withoutUnseen),
  ...NAME_RULES.map(({ problem, broken }) => z.refine<string>(name => !broken(name), problem)),
)

export const userSchema = z.object({ id: z.string().check(z.minLength(1), z.maxLength(64)), name: z.string() })
export type User = z.infer<typeof userSchema>

/** Roles in the place, the most powerful first. A guest has no account. */
export const PLACE_ROLES = ['owner', 'moderator', 'member', 'guest'] as const
export const placeRoleSchema = z.enum(PLACE_ROLES)
export type PlaceRole = z.infer<typeof placeRoleSchema>

/** A language of the page, as a user chose it. */
export const languageSchema = z.enum(LANGUAGES.map(({ code }) => code))

/** The fields that a guest lacks: the handle to sign in with, and the role in the place. */
export const accountSchema = z.object({
  handle: z.string(),
  role: placeRoleSchema,
  /** Over the socket: the users whom the account blocks, so that their mentions don't count. Absent for none. */
  blocked: z.optional(z.array(userSchema.shape.id)),
})
export type Account = z.infer<typeof accountSchema>

/** The visitor. `named` is false while the name is the generated one. A guest has no `account`. */
export const sessionSchema = z.object({ user: userSchema, named: z.boolean(), account: z.optional(accountSchema) })
export type Session = z.infer<typeof sessionSchema>

export const renameSchema = z.object({ name: userNameSchema })

/** A user's whereabouts: see the frame `people`. */
export const personStateSchema = z.object({
  id: userSchema.shape.id,
  state: z.enum(['online', 'away', 'offline']),
  lastSeenAt: z.optional(z.int()),
})
export type PersonState = z.infer<typeof personStateSchema>
