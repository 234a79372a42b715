import { describe, expect, it } from 'vitest'
import { sessionCookieNames } from '../../../../../server/domain/people/session-cookie'

const SECRET = 'a secret of the tests, long enough for a seal'

describe('the name of the session cookie', () => {
  // All ports of a host share their cookies: a look at a second installation ended the session at the first.
  it('is another one for another secret, and always the same for one', () => {
    const { name } = sessionCookieNames(SECRET, false)
    expect(name).toMatch(/^parley-session-[\da-f]{8}$/)
    expect(sessionCookieNames(SECRET, false).name).toBe(name)
    expect(sessionCookieNames(`${SECRET}!`, false).name).not.toBe(name)
  })

  it('keeps other hosts of the domain from setting it where the site is https alone', () => {
    const plain = sessionCookieNames(SECRET, false)
    expect(sessionCookieNames(SECRET, true)).toEqual({
      name: `__Host-${plain.name}`,
      older: [plain.name, 'parley-session'],
    })
  })
})
