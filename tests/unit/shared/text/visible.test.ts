import { describe, expect, it } from 'vitest'
import { isBlankToTheEye, withoutUnseen } from '#shared/text/visible'

const points = (text: string) =>
  [...text].map(char => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`).join(' ')

describe('a text in which there is nothing to see', () => {
  it.each(
    [
      '', ' ', ' \n\t', '\u00A0', '\u3000', '\u200B', '\u2060', '\u00AD', '\u3164', '\u2800', '\uFEFF', '\u115F',
      '\u1160', '\uFFA0', '\u180E', '\u034F', '\u200C', '\u200D', '\uFE0F', '\u202E', '\u2066', '\u061C', '\u0000',
      '\u{E0041}', '\u{1D159}', '\u200B \u2800\n\u3164',
    ].map(text => ({ text, name: points(text) })),
  )('is one of $name', ({ text }) => {
    expect(isBlankToTheEye(text)).toBe(true)
  })

  it.each(
    [
      '.',
      '0',
      'ا',
      '你',
      '😀',
      '👩‍🚀',
      '❤️',
      '1️⃣',
      '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}',
      'a\u200B',
      '\u200Ba',
      '\uE000',
      '\uFFFD',
      'می\u200Cخواهم',
      '-',
      '￼',
      // Assigned after this engine was made, or never: whether something is seen is for the reader's fonts to say.
      '\u{1FAFF}',
      '\u{1FADF}',
    ].map(text => ({ text, name: points(text) })),
  )('is none of $name', ({ text }) => {
    expect(isBlankToTheEye(text)).toBe(false)
  })

  it('is recognized in a long one as fast as in a short one', () => {
    expect(isBlankToTheEye('\u200B'.repeat(4_000))).toBe(true)
    expect(isBlankToTheEye(`${'\u200B'.repeat(4_000)}a`)).toBe(false)
  })
})

describe('a name without invisible characters', () => {
  it.each([
    ['Bob \u202Ekcul', 'Bob kcul'],
    ['\u2067Ada\u2069', 'Ada'],
    ['A\u200Bd\u2060a\u00AD', 'Ada'],
    ['\uFEFF Ada \u200E', 'Ada'],
    ['Ada\u3164\u2800', 'Ada'],
    ['\u200DAda\u200D', 'Ada'],
    ['A\u200Cda', 'Ada'],
    ['A\uFE0Fda', 'Ada'],
  ])('%j becomes %j', (name, kept) => {
    expect(withoutUnseen(name)).toBe(kept)
  })

  it.each([
    'Ada Lovelace', '林小雨', '👩‍🚀 Sally', '👨‍👩‍👧‍👦', '❤️', '1️⃣', '🏳️‍🌈', '👩🏽‍🚀',
    '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}', 'علی\u200Cرضا', 'क्\u200Dष', '辻\u{E0100}', 'שלום',
    'Zoe\u0308',
  ])('%j stays as it is', (name) => {
    expect(withoutUnseen(name)).toBe(name)
  })
})
