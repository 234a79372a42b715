import { describe, expect, it } from 'vitest'
import { isFewEmoji } from '~/components/chat/emoji'

describe('a message of a few emoji', () => {
  it.each([
    '😀', '😀😁', '😀 😁 😂', ' 👍\n', '👍🏽', '❤️', '👩‍🚀', '👨‍👩‍👧‍👦', '👩‍❤️‍💋‍👨👩🏽‍🚀🏳️‍🌈', '🇩🇪🇨🇳', '1️⃣',
    '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}', '☝🏽',
  ])('is %j', (text) => {
    expect(isFewEmoji(text)).toBe(true)
  })

  it.each([
    '', ' ', '😀😁😂🤣', '😀!', 'a😀', '1', '123', '#', '©', '✓', '🇩', '你好', ':)', '😀'.repeat(2_000), '\uFE0F', '\u200D',
  ])('is not %j', (text) => {
    expect(isFewEmoji(text)).toBe(false)
  })
})
