import * as z from 'zod/mini'
import { PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS } from '../limits'

/** A new password. Its problems are keys for the screens. Any character may be in it, blanks too. */
export const passwordSchema = z.string().check(
  z.minLength(PASSWORD_MIN_CHARS, 'too_short'),
  z.maxLength(PASSWORD_MAX_CHARS, 'too_long'),
)
