import { HANDLE_MAX_CHARS, HANDLE_MIN_CHARS } from '../limits'
import { HANDLE_FORM } from './handle-form'

/** A place in a text that calls somebody: `@ada`. The bounds include the `@`. */
export interface Called {
  /** In lower case, as handles are stored. */
  readonly handle: string
  readonly start: number
  readonly end: number
}

/** Code and addresses: an `@` in them calls nobody. */
const APART = /```[\s\S]*?(?:```|$)|`[^`\n]+`|(?<![\w@])(?:https?:\/\/|www\.|mailto:)[!-~]+/gi

/** An `@` and all that could belong to a handle behind it. */
const TOKEN = /@[\p{Script=Latin}\p{N}._-]+/gu

/**
 * What makes of an `@` the middle of something else: an e-mail address, a path, a package. Scripts without blanks
 * between words are not among them.
 */
const JOINS = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_+\-/@&=%#~\\]/u

/** `@scope/package`, addresses such as `@ada@example.com`, and letters that are no end of a word. */
const GOES_ON = /^(?:[@/][\p{L}\p{N}]|\p{M})/u

/** Whether an `@` behind this text begins to call somebody. */
export function mayCallAfter(text: string): boolean {
  return !JOINS.test(text.at(-1) ?? '')
}

/** Whether a text may call somebody: most don't, and need no closer look. */
export function mayCall(text: string): boolean {
  return text.includes('@')
}

/**
 * The places of a text that call somebody by a handle, in order. Whether there is such a user is another question. A
 * full stop or dash at the end belongs to the sentence, not to the handle.
 */
export function calledIn(text: string): Called[] {
  if (!mayCall(text)) return []
  const plain = text.replace(APART, found => ' '.repeat(found.length))
  return [...plain.matchAll(TOKEN)].flatMap(({ 0: token, index: start }) => {
    const next = plain.slice(start + token.length, start + token.length + 2)
    if (!mayCallAfter(plain.slice(0, start)) || GOES_ON.test(next)) return []
    const written = token.replace(/[._-]+$/, '')
    const handle = written.slice(1).toLowerCase()
    const fits = handle.length >= HANDLE_MIN_CHARS && handle.length <= HANDLE_MAX_CHARS && HANDLE_FORM.test(handle)
    return fits ? [{ handle, start, end: start + written.length }] : []
  })
}
