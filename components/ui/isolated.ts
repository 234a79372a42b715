const FIRST_STRONG_ISOLATE = '\u2068'
const POP_ISOLATE = '\u2069'

/** A person's words for the middle of a sentence of ours: their direction ends where they end, whatever characters of direction they hold. */
export function isolated(words: string): string {
  return `${FIRST_STRONG_ISOLATE}${words.replace(/\p{Bidi_Control}/gu, '')}${POP_ISOLATE}`
}
