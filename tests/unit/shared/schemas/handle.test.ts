import { describe, expect, it } from 'vitest'
import { handleSchema } from '#shared/schemas/handle'

const problemOf = (typed: unknown) => handleSchema.safeParse(typed).error?.issues[0]?.message

describe('a handle', () => {
  it.each(['ada', 'ab', 'ada.lovelace', 'ada_l-2', 'a1', 'x'.repeat(30)])('a handle may be %s', (handle) => {
    expect(handleSchema.parse(handle)).toBe(handle)
  })

  it.each([
    ['Ada', 'ada'],
    [' ada ', 'ada'],
    ['@ada', 'ada'],
    ['ADA.L', 'ada.l'],
  ])('typed as "%s" is stored as %s', (typed, handle) => {
    expect(handleSchema.parse(typed)).toBe(handle)
  })

  it.each([
    ['', 'empty'],
    ['@', 'empty'],
    ['a', 'too_short'],
    ['x'.repeat(31), 'too_long'],
    ['x'.repeat(1_000_000), 'too_long'],
    ['1ada', 'invalid'],
    ['.ada', 'invalid'],
    ['ada.', 'invalid'],
    ['ada_', 'invalid'],
    ['a..b', 'invalid'],
    ['a._b', 'invalid'],
    ['ada l', 'invalid'],
    ['@@ada', 'invalid'],
    ['adä', 'invalid'],
    ['аda', 'invalid'],
    ['林小雨', 'invalid'],
    ['ada\u200B', 'invalid'],
    ['ada/..', 'invalid'],
    ['admin', 'reserved'],
    ['Admin', 'reserved'],
    ['ad-min', 'reserved'],
    ['system.admin', 'reserved'],
    ['here', 'reserved'],
    ['guest', 'reserved'],
    ['parley', 'reserved'],
  ])('can not be "%.40s": %s', (typed, problem) => {
    expect(problemOf(typed)).toBe(problem)
  })

  it.each([[null], [undefined], [1], [{}], [['ada']]])('%j is no handle', (typed) => {
    expect(handleSchema.safeParse(typed).success).toBe(false)
  })
})
