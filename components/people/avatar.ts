/** Pairs of `--avatar-N` colours in assets/css/avatars.css. */
export const AVATAR_COLORS = 8

/** FNV-1a of a person's id: ids that differ in one letter differ in all of it. */
function hashOf(id: string): number {
  let hash = 0x811C9DC5
  for (const char of id) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  }
  return (hash ^ (hash >>> 15)) >>> 0
}

/** A stable colour (0 to `AVATAR_COLORS` - 1) for a person's id: the same on every device. */
export function avatarColor(id: string): number {
  return hashOf(id) % AVATAR_COLORS
}

/** Digits and letters that are not taken for one another: no 0, 1, I, L, O. */
const CODE_SIGNS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const CODE_CHARS = 4

/**
 * Four characters of a user's id, for names that more than one user has. They are the same on every device, and users
 * can't choose them.
 */
export function personCode(id: string): string {
  let rest = hashOf(id)
  let code = ''
  for (let count = 0; count < CODE_CHARS; count++) {
    code += CODE_SIGNS[rest % CODE_SIGNS.length]
    rest = Math.floor(rest / CODE_SIGNS.length)
  }
  return code
}

/**
 * What a reader takes for one letter. Browsers without `Intl.Segmenter` go by code points with their marks, which cuts
 * only joined emoji.
 */
const graphemes = 'Segmenter' in Intl ? new Intl.Segmenter(undefined, { granularity: 'grapheme' }) : null
const MARKED = /^.[\p{M}\p{Emoji_Modifier}]*/su
/** What a letter may carry on an avatar: enough for Vietnamese and Thai. */
const MARKS_BEYOND = /(\p{M}{2})\p{M}+/gu

function firstGrapheme(word: string): string {
  const first = graphemes ? graphemes.segment(word)[Symbol.iterator]().next().value?.segment : MARKED.exec(word)?.[0]
  return (first ?? '').replace(MARKS_BEYOND, '$1')
}

/**
 * One or two letters that stand for a name: the first of the first and last word; for a name in Chinese, Japanese or
 * Korean its first sign.
 */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u)
  const first = firstGrapheme(words[0] ?? '')
  const last = words.length > 1 ? firstGrapheme(words.at(-1) ?? '') : ''
  const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/u
  return (wide.test(first) ? first : `${first}${last}`).toLocaleUpperCase()
}
