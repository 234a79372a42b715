import { describe, expect, it } from 'vitest'
import { fillText, flattenTexts } from '~/composables/i18n/texts'

it('flattenTexts names each text by its path', () => {
  expect(flattenTexts({ a: 'one', b: { c: { d: 'two' } } })).toEqual([['a', 'one'], ['b.c.d', 'two']])
})

describe('fillText', () => {
  it.each([
    ['{a} and {b}', { a: 'x', b: 2 }, undefined, 'x and 2'],
    ['{name}', { name: '{a} | $& {name}' }, undefined, '{a} | $& {name}'],
    ['{unknown}', {}, undefined, '{unknown}'],
    ['{n} day | {n} days', { n: 1 }, 1, '1 day'],
    ['{n} day | {n} days', { n: 0 }, 0, '0 days'],
    ['{n} day | {n} days', { n: 5 }, 5, '5 days'],
    ['{n} 天', { n: 5 }, 5, '5 天'],
  ])('fillText of %s with %o and the count %s is %s', (text, values, count, filled) => {
    expect(fillText(text, values, count)).toBe(filled)
  })
})
