import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import type { Operation } from '../../../../../server/domain/operations/define'
import { checked } from '../../../../../server/domain/operations/checked'

const answering = (output: unknown): Operation => ({
  id: 'readThing', method: 'GET', path: '/api/thing', summary: '', who: 'anybody', input: z.object({}),
  output: z.object({ name: z.string(), inner: z.optional(z.object({ id: z.string() })) }),
  handle: async () => output,
})
const answer = (output: unknown) => Reflect.apply(checked(answering(output)).handle, null, [{}, {}])

describe('a checked operation', () => {
  it('answers what its schema names', async () => {
    expect(await answer({ name: 'Ada', inner: { id: 'x' } })).toEqual({ name: 'Ada', inner: { id: 'x' } })
    expect(await answer({ name: 'Ada', inner: undefined })).toEqual({ name: 'Ada' })
  })

  it.each([
    ['a column that leaks', { name: 'Ada', password: 'hash' }],
    ['one that leaks deeper', { name: 'Ada', inner: { id: 'x', secret: 's' } }],
    ['a key that is missing', { inner: { id: 'x' } }],
  ])('a checked operation fails for %s', async (_what, output) => {
    await expect(answer(output)).rejects.toThrow('readThing answers what is not of its output schema')
  })
})
