import { describe, expect, it } from 'vitest'
import { passwordSchema } from '#shared/schemas/password'

const problemOf = (typed: unknown) => passwordSchema.safeParse(typed).error?.issues[0]?.message

describe('a new password', () => {
  it.each(['12345678', '  blanks  ', '密码密码密码密码', 'x'.repeat(256)])('a new password may be "%.40s"', (password) => {
    expect(passwordSchema.parse(password)).toBe(password)
  })

  it.each([
    ['', 'too_short'],
    ['1234567', 'too_short'],
    ['x'.repeat(257), 'too_long'],
  ])('can not be "%.40s": %s', (password, problem) => {
    expect(problemOf(password)).toBe(problem)
  })
})
