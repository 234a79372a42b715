import * as z from 'zod/mini'
import { NAME_MAX_CHARS } from '../limits'

/** A display name: trimmed, one line, no control characters (they would let a name break out of its line). */
export const userNameSchema = z.string().check(
  z.trim(),
  z.minLength(1),
  z.maxLength(NAME_MAX_CHARS),
  z.regex(/^[^\p{Cc}\p{Zl}\p{Zp}]+$/u),
)

export const userSchema = z.object({ id: z.string().check(z.minLength(1), z.maxLength(64)), name: z.string() })
export type User = z.infer<typeof userSchema>

/** Who the visitor is. `named` is false as long as the name is only the one that was offered. */
export const sessionSchema = z.object({ user: userSchema, named: z.boolean() })
export type Session = z.infer<typeof sessionSchema>

export const renameSchema = z.object({ name: userNameSchema })
