import { describe, expect, it } from 'vitest'
import { HANDLE_RULES, handleSchema } from '#shared/schemas/handle'
import en from '../../../../i18n/screens/en.json'
import { handleProblem, passwordProblem } from '~/components/account/field-problems'

describe('a username', () => {
  it.each(['ada', '@Ada', ' ada.lovelace ', 'a1'])('%s is fine, as the server takes it', (typed) => {
    expect(handleProblem(typed)).toBeNull()
    expect(handleSchema.safeParse(typed).success).toBe(true)
  })

  it.each([
    ['', 'empty'],
    ['a', 'too_short'],
    ['x'.repeat(31), 'too_long'],
    ['a..b', 'invalid'],
    ['1a', 'invalid'],
    ['admin', 'reserved'],
  ])('the username %s is %s', (typed, problem) => {
    expect(handleProblem(typed)?.path).toBe(`handle.${problem}`)
  })

  it('has words for every rule', () => {
    expect(HANDLE_RULES.filter(({ problem }) => !en.handle[problem])).toEqual([])
  })
})

describe('a password', () => {
  it('is fine from eight characters on, blanks included', () => {
    expect(passwordProblem('a b c d ')).toBeNull()
  })

  it('is too short or too long otherwise', () => {
    expect(passwordProblem('1234567')?.path).toBe('password.too_short')
    expect(passwordProblem('x'.repeat(257))?.path).toBe('password.too_long')
  })
})
