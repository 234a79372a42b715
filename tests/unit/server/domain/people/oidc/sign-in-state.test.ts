import { afterEach, describe, expect, it, vi } from 'vitest'
import { openSignIn, sealSignIn, type SignInState } from '../../../../../../server/domain/people/oidc/sign-in-state'
import { openCookie, sealCookie } from '../../../../../../server/domain/people/seal'

const SECRET = 'a secret of the tests, long enough for a seal'

const stateAt = (at: number): SignInState => ({
  provider: 'work',
  redirectUri: 'https://chat.example.org/sign-in/work/callback',
  state: 's',
  nonce: 'n',
  codeVerifier: 'v',
  carry: { invite: 'a-code-of-an-invitation' },
  at,
})

afterEach(() => void vi.useRealTimers())

describe('the cookie of a sign-in', () => {
  it('holds the state, unreadable for the browser, and fits a cookie', async () => {
    const state = stateAt(Date.now())
    const sealed = await sealSignIn(state, SECRET)
    expect(sealed).not.toContain('a-code-of-an-invitation')
    expect(sealed.length).toBeLessThan(2_000)
    expect(await openSignIn(sealed, SECRET)).toEqual(state)
  })

  it('ends after ten minutes', async () => {
    const sealed = await sealSignIn(stateAt(Date.now()), SECRET)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 9 * 60_000 })
    expect(await openSignIn(sealed, SECRET)).not.toBeNull()
    vi.setSystemTime(Date.now() + 3 * 60_000)
    expect(await openSignIn(sealed, SECRET)).toBeNull()
  })

  it.each([
    ['is sealed with another secret', () => sealSignIn(stateAt(Date.now()), SECRET.toUpperCase())],
    ['is cut', async () => (await sealSignIn(stateAt(Date.now()), SECRET)).slice(0, -5)],
    ['is none', async () => ''],
    [
      'is that of a session',
      () => sealCookie({ session: { user: { id: 'u_ada', name: 'Ada' }, named: true }, sealedAt: Date.now() }, SECRET),
    ],
  ])('opens nothing when it %s', async (_what, make) => {
    expect(await openSignIn(await make(), SECRET)).toBeNull()
  })

  it('is no session', async () => {
    expect(await openCookie(await sealSignIn(stateAt(Date.now()), SECRET), SECRET)).toBeNull()
  })
})
