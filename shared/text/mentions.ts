import { HANDLE_MAX_CHARS, HANDLE_MIN_CHARS } from '../limits'
import { HANDLE_FORM } from './handle-form'

/** The place of a mention in a text: `@ada`. The bounds include the `@`. */
export interface Called {
  /** In lower case, as handles are stored. */
  readonly handle: string
  readonly start: number
  readonly end: number
}

/** Code and addresses: an `@` in them mentions no user. */
const APART = /```[\s\S]*?(?:```|$)|`[^`\n]+`|(?<![\w@])(?:https?:\/\/|www\.|mailto:)[!-~]+/gi

/** An `@` and all that could belong to a handle behind it. */
const TOKEN = /@[\p{Script=Latin}\p{N}._-]+/gu

/**
 * Characters that make an `@` the middle of something else: an e-mail address, a path, a package. Letters of scripts
 * without spaces between words are not among them.
 */
const JOINS = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_+\-/@&=%#~\\]/u

/** `@scope/package`, addresses such as `@ada@example.com`, and letters that are no end of a word. */
const GOES_ON = /^(?:[@/][\p{L}\p{N}]|\p{M})/u

/** Whether an `@` after this text can begin a mention. */
export function mayCallAfter(text: string): boolean {
  return !JOINS.test(text.at(-1) ?? '')
}

/** Whether a text may hold a mention. Most do not, and need no closer look. */
export function mayCall(text: string): boolean {
  return text.includes('@')
}

/**
 * The mentions in a text by handle, in order. The users may not exist. A full stop or dash at the end belongs to the
 * sentence, not to the handle.
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
