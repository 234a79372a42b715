const ZWJ = String.raw`\u200D`
const BASE = String.raw`(?!\p{Regional_Indicator})(?:\p{Emoji_Presentation}|\p{Emoji_Modifier_Base}|\p{Extended_Pictographic}\uFE0F)\p{Emoji_Modifier}?\uFE0F?`
const ONE = [
  String.raw`\p{Regional_Indicator}{2}`,
  String.raw`[0-9#*]\uFE0F?\u20E3`,
  String.raw`\u{1F3F4}[\u{E0020}-\u{E007E}]+\u{E007F}`,
  String.raw`${BASE}(?:${ZWJ}\p{Extended_Pictographic}\p{Emoji_Modifier}?\uFE0F?)*`,
].join('|')

/** A text with more emoji is an ordinary text. */
const LARGE_EMOJI_MAX = 3
const FEW_EMOJI = new RegExp(String.raw`^\s*(?:${ONE})(?:\s*(?:${ONE})){0,${LARGE_EMOJI_MAX - 1}}\s*$`, 'u')
/** The longest emoji, such as families and regional flags, have fewer than 16 units. */
const FEW_EMOJI_MAX_CHARS = 16 * (LARGE_EMOJI_MAX + 1)

/** Whether a message is one to three emoji and nothing else. It is shown large. */
export function isFewEmoji(text: string): boolean {
  return text.length <= FEW_EMOJI_MAX_CHARS && FEW_EMOJI.test(text)
}
