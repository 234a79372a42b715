/** Pairs of `--avatar-N` colours in assets/css/avatars.css. */
export const AVATAR_COLORS = 8

/** A stable colour (0 to `AVATAR_COLORS` - 1) for a person's id: the same on every device. FNV-1a, since ids that differ in one letter should differ in colour. */
export function avatarColor(id: string): number {
  let hash = 0x811C9DC5
  for (const char of id) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  }
  return ((hash ^ (hash >>> 15)) >>> 0) % AVATAR_COLORS
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function firstGrapheme(word: string): string {
  return graphemes.segment(word)[Symbol.iterator]().next().value?.segment ?? ''
}

/** One or two letters that stand for a name: the first of the first and last word; for a name in Chinese, Japanese or Korean its first sign. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u)
  const first = firstGrapheme(words[0] ?? '')
  const last = words.length > 1 ? firstGrapheme(words.at(-1) ?? '') : ''
  const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/u
  return (wide.test(first) ? first : `${first}${last}`).toLocaleUpperCase()
}
