const FIRST_STRONG_ISOLATE = '\u2068'
const POP_ISOLATE = '\u2069'

/**
 * A user's text for the middle of a sentence: its direction ends with it, whatever direction characters it contains.
 */
export function isolated(words: string): string {
  return `${FIRST_STRONG_ISOLATE}${words.replace(/\p{Bidi_Control}/gu, '')}${POP_ISOLATE}`
}
