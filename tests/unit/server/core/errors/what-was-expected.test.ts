import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { whatWasExpected } from '../../../../../server/core/errors/what-was-expected'

function said(schema: z.ZodMiniType, value: unknown): string {
  const [issue] = schema.safeParse(value).error?.issues ?? []
  return issue ? whatWasExpected(issue) : 'nothing wrong'
}

describe('what was expected', () => {
  it.each<[string, z.ZodMiniType, unknown]>([
    ['must be a string', z.string(), 1],
    ['must be a number', z.number(), undefined],
    ['must be an integer', z.int(), 1.5],
    ['must be an object', z.object({}), 'text'],
    ['must be true or false', z.boolean(), 'true'],
    ['must be one of "x", "y"', z.enum(['x', 'y']), 'z'],
    ['must be "x"', z.literal('x'), 'z'],
    ['must have at least 2 characters', z.string().check(z.minLength(2)), 'a'],
    ['must have at most 2 items', z.array(z.int()).check(z.maxLength(2)), [1, 2, 3]],
    ['must be at most 2', z.int().check(z.maximum(2)), 3],
    ['is not a field here: leave it out', z.strictObject({}), { a: 1 }],
    ['must be a string or must be null', z.union([z.string(), z.null()]), 1],
    ['must be one of a, b', z.discriminatedUnion('type', [
      z.object({ type: z.literal('a') }), z.object({ type: z.literal('b') }),
    ]), { type: 'c' }],
    ['is not valid', z.string().check(z.regex(/a/)), 'b'],
  ])('is said as "%s"', (text, schema, value) => {
    expect(said(schema, value)).toBe(text)
  })
})
