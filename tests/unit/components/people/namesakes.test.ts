import { describe, expect, it } from 'vitest'
import { personCode } from '~/components/people/avatar'
import { namesakes } from '~/components/people/namesakes'

const user = (id: string, name: string) => ({ id, name })

describe('namesakes', () => {
  it('are people whose names look alike', () => {
    expect([...namesakes([user('a', 'Ada'), user('b', 'Bob'), user('c', 'аda'), user('d', 'ＡＤＡ')])]).toEqual([
      'a',
      'c',
      'd',
    ])
  })

  it('are none as long as each name is of one person, however much they say and whatever they were called before', () => {
    expect(namesakes([user('a', 'Ada'), user('a', 'Ada'), user('a', 'Countess'), user('b', 'Bob')]).size).toBe(0)
  })

  it('are earlier users with a name that may no longer be taken', () => {
    expect([...namesakes([user('a', 'You'), user('b', 'Bob')])]).toEqual(['a'])
  })
})

describe('the code of a person', () => {
  it('is four signs, the same for ever, of which none is taken for another', () => {
    expect(personCode('u_1')).toBe(personCode('u_1'))
    for (let count = 0; count < 500; count++) expect(personCode(`u_${count}`)).toMatch(/^[2-9A-HJKMNP-Z]{4}$/)
  })

  it('distinguishes users', () => {
    const codes = new Set(Array.from({ length: 500 }, (_, count) => personCode(`u_${count}`)))
    expect(codes.size).toBeGreaterThan(495)
  })
})
