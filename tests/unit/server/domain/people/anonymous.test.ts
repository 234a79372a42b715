import { describe, expect, it } from 'vitest'
import { createAnonymous } from '../../../../../server/domain/people/anonymous'

const SECRET = 'a secret of the tests, long enough for a seal'

describe('the author of an address', () => {
  it('is the same each time and in each process, and another one for another address or secret', () => {
    const anonymous = createAnonymous(SECRET)
    const author = anonymous('10.0.0.1')
    expect(author).toEqual({ id: expect.stringMatching(/^a_[\w-]{16}$/), name: 'Guest' })
    expect([anonymous('10.0.0.1'), createAnonymous(SECRET)('10.0.0.1')]).toEqual([author, author])
    expect(anonymous('10.0.0.2').id).not.toBe(author.id)
    expect(createAnonymous(`${SECRET}!`)('10.0.0.1').id).not.toBe(author.id)
  })
})
