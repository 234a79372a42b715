import * as z from 'zod/mini'
import { NAME_MAX_CHARS } from '../limits'
import { isReservedName } from '../text/reserved-names'
import { isBlankToTheEye, withoutUnseen } from '../text/visible'

/** What a name must not hold: controls, which would let it break out of its line, and at its beginning a mark that would go onto what stands before it. */
const BREAKS_OUT = /[\p{Cc}\p{Zl}\p{Zp}]|^\p{M}/u

/**
 * The rules of a display name, each with its key in `name.error` of the language files. Names of earlier versions need not keep them: they are for
 * what is taken from now on.
 */
export const NAME_RULES = [
  { problem: 'empty', broken: (name: string) => isBlankToTheEye(name) },
  { problem: 'too_long', broken: (name: string) => name.length > NAME_MAX_CHARS },
  { problem: 'invalid', broken: (name: string) => BREAKS_OUT.test(name) },
  { problem: 'reserved', broken: isReservedName },
] as const

/** A display name as it is kept: one line, trimmed, without characters that nobody sees. */
export const userNameSchema = z.string().check(
  z.overwrite(withoutUnseen),
  ...NAME_RULES.map(({ problem, broken }) => z.refine<string>(name => !broken(name), problem)),
)

export const userSchema = z.object({ id: z.string().check(z.minLength(1), z.maxLength(64)), name: z.string() })
export type User = z.infer<typeof userSchema>

/** Who the visitor is. `named` is false as long as the name is only the one that was offered. */
export const sessionSchema = z.object({ user: userSchema, named: z.boolean() })
export type Session = z.infer<typeof sessionSchema>

export const renameSchema = z.object({ name: userNameSchema })
