import { describe, expect, it } from 'vitest'
import { mentionQuery, withMention } from '~/components/chat/mention-query'

/** The caret stands at the `|`. */
function at(typed: string) {
  const caret = typed.indexOf('|')
  return { text: typed.replace('|', ''), caret }
}

const words = (typed: string) => {
  const { text, caret } = at(typed)
  return mentionQuery(text, caret)?.words ?? null
}

describe('what is typed behind an @', () => {
  it.each([
    ['@|', ''], ['hi @an|', 'an'], ['请@张|', '张'], ['@a|nn later', 'a'], ['(@Ann.Le|', 'Ann.Le'], ['@ann @b|', 'b'],
    ['|@ann', null], ['@ann |', null], ['ann@ex|', null], ['hello|', null], ['@ann\n|', null], ['@@|', null],
    [`@${'a'.repeat(31)}|`, null],
  ])('%s', (typed, expected) => expect(words(typed)).toBe(expected))
})

it('gives way to the handle, and the caret goes behind it', () => {
  for (const [typed, expected] of [
    ['hi @a|', 'hi @ann |'],
    ['@a| there', '@ann |there'],
    ['请@a|看', '请@ann |看'],
  ] as const) {
    const { text, caret } = at(typed)
    const query = mentionQuery(text, caret)
    const next = query && withMention(text, query, 'ann')
    expect(next).toEqual(at(expected))
  }
})
