/**
 * Code points that show nothing on a screen: blanks, controls, format characters, fillers. Private use and unassigned
 * ones are not included, since a font may draw them: an icon, or an emoji newer than this engine.
 */
const UNSEEN = String.raw`\u{16FE4}\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\uFFF9-\uFFFB\u{1D159}`
const ONLY_UNSEEN = new RegExp(`^[${UNSEEN}]*$`, 'u')

/** Whether a reader would see nothing of this text, however long it is. */
export function isBlankToTheEye(text: string): boolean {
  return ONLY_UNSEEN.test(text)
}

/**
 * Scripts in which a zero-width joiner or non-joiner changes how letters are written, as in many Persian and Indic
 * names.
 */
const JOINING = [
  'Arab', 'Syrc', 'Mong', 'Nkoo', 'Beng', 'Deva', 'Gujr', 'Guru', 'Khmr', 'Knda', 'Mlym', 'Mymr', 'Orya', 'Sinh',
  'Taml', 'Telu',
]
  .map(script => `\\p{Script=${script}}`)
  .join('')

/**
 * Invisible characters that belong to their neighbours and stay: joiners in a word of a joining script, parts of an
 * emoji, and the variant selector of a Chinese character. All others are dropped.
 */
const IN_ITS_PLACE = [
  `(?<=[${JOINING}]\\p{M}?)[\\u200C\\u200D](?=[${JOINING}])`,
  String.raw`(?<=\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]?)\u200D(?=\p{Extended_Pictographic})`,
  String.raw`(?<=\p{Emoji})[\uFE0E\uFE0F]`,
  String.raw`(?<=\p{Script=Han})[\uFE00-\uFE02\u{E0100}-\u{E01EF}]`,
  String.raw`(?<=\u{1F3F4}[\u{E0020}-\u{E007E}]*)[\u{E0020}-\u{E007F}]`,
].join('|')
const INVISIBLE_IN_NAMES = new RegExp(
  String.raw`(${IN_ITS_PLACE})|[\u{16FE4}\p{Default_Ignorable_Code_Point}\u2800\uFFF9-\uFFFB\u{1D159}]`,
  'gu',
)

/**
 * Removes invisible characters from a name: those that change the direction of text, make a name blank, or make two
 * names look alike. They often come unnoticed with pasted text, so they are dropped, not refused.
 */
export function withoutUnseen(name: string): string {
  return name.replace(INVISIBLE_IN_NAMES, '$1').trim()
}
