import { HANDLE_MAX_CHARS } from '#shared/limits'
import { mayCallAfter } from '#shared/text/mentions'

/** An `@` that is being typed, and what follows it so far: the beginning of a handle or of a name. */
export interface MentionQuery {
  readonly start: number
  readonly end: number
  readonly words: string
}

const TYPED = new RegExp(`@([^\\s@]{0,${HANDLE_MAX_CHARS}})$`, 'u')

/** The `@` before the caret that may begin a mention; null if there is none. */
export function mentionQuery(text: string, caret: number): MentionQuery | null {
  const found = caret < 0 ? null : TYPED.exec(text.slice(0, caret))
  if (!found || !mayCallAfter(text.slice(0, found.index))) return null
  return { start: found.index, end: caret, words: found[1] ?? '' }
}

/** The text with the handle in the place of what was typed, and where the caret is then. */
export function withMention(
  text: string,
  { start, end }: MentionQuery,
  handle: string,
): { text: string, caret: number } {
  const rest = text.slice(end)
  const before = `${text.slice(0, start)}@${handle}`
  return { text: `${before}${rest.startsWith(' ') ? '' : ' '}${rest}`, caret: before.length + 1 }
}
