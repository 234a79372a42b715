import { createHash } from 'node:crypto'
import { nanoid } from 'nanoid'

/** 192 bits can't be guessed, so a plain hash of the code is enough. */
const CODE_CHARS = 32

/** A code for one use, such as that of an invitation or of a link by mail. */
export interface OneTimeCode {
  /** Shown to one person, in a link; never stored. Letters, digits, `_` and `-`. */
  readonly code: string
  /** Stored instead: a copy of the database opens nothing. */
  readonly hash: string
}

export function createOneTimeCode(): OneTimeCode {
  const code = nanoid(CODE_CHARS)
  return { code, hash: hashCode(code) }
}

/** The hash by which a code is stored and found, SHA-256 in base64url. Only for codes that are too long to be tried. */
export function hashCode(code: string): string {
  return createHash('sha256').update(code).digest('base64url')
}
