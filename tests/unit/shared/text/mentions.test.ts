import { describe, expect, it } from 'vitest'
import { calledIn } from '#shared/text/mentions'

const handles = (text: string) => calledIn(text).map(({ handle }) => handle)

describe('a text calls by a handle', () => {
  it.each([
    ['@ann', ['ann']],
    ['@Ann and @BOB, look', ['ann', 'bob']],
    ['ask (@ann), "@bob", @eve: now!', ['ann', 'bob', 'eve']],
    ['thanks @ann.', ['ann']],
    ['well... @ann... yes', ['ann']],
    ['@ann\'s idea', ['ann']],
    ['@ann-marie and @j.doe and @a_b', ['ann-marie', 'j.doe', 'a_b']],
    ['@ann,@bob', ['ann', 'bob']],
    ['请@ann看一下，@bob。', ['ann', 'bob']],
    ['アン@annさん', ['ann']],
    ['🎉@ann🎉', ['ann']],
    ['line\n@ann\n', ['ann']],
    ['@ann @ann', ['ann', 'ann']],
  ])('%s', (text, expected) => expect(handles(text)).toEqual(expected))
})

describe('a text mentions no user', () => {
  it.each([
    'ann', '@', '@ ann', '@a', '@1st', `@${'a'.repeat(31)}`, '@änn', 'ann@example.com', 'mail to a.b+c@ann.example now',
    'mailto:ann@ann', 'https://social.example/@ann', 'see www.example.com/@ann/1', 'https://ann@example.com/',
    '`@ann`', 'code: `x = @ann` end', '```\n@ann\n```', '```@ann never closed', '@nuxt/ui', '@ann@example.com', '@@ann',
    'social.example/@ann', '用户ann@ann.example', '@an\u0301n',
  ])('%s', text => expect(handles(text)).toEqual([]))
})

it('says where each one stands', () => {
  const text = 'hi @Ann. `@no` 和@bob'
  expect(calledIn(text).map(({ start, end }) => text.slice(start, end))).toEqual(['@Ann', '@bob'])
})

it('takes no longer for texts that are made to take long', () => {
  for (const text of ['@'.repeat(4_000), '`'.repeat(4_000), `@${'a.'.repeat(2_000)}`, '```'.repeat(1_300), '@a-'.repeat(1_300)]) {
    expect(() => handles(text)).not.toThrow()
  }
})
