import { sealSession } from 'h3'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openCookie, sealCookie, SESSION_MAX_AGE_S } from '../../../../../server/domain/people/seal'

const SECRET = 'a secret of the tests, long enough for a seal'
const session = { user: { id: 'u_ada', name: 'Ada' }, named: true }

/** Sealed by nuxt-auth-utils 0.5.30, as the version before did, with SECRET on 28 November 2026 for Ada. */
const SEALED_BEFORE = [
  'Fe26.2**928b742feb606d15645f3e9d4763bd4e059920d8f70c722dcc65d06d0d95cefc*jkE2aBnH2tUI4bNLZaxwhw*wnFkhJtjuxn6KD',
  'Z9HNI17VyJX4mfnCxgsHnETkFJNVpdi-Vtz062gptAljTqNuN-Xju37oVPIUOcoPaKhDwXLg6l6gkR6XPocUigEX1AxQ6UqgyK5K5dwXWq0ECT',
  'qDZh1QegjZXnn7H4A5ugeHUtm6XG0LTnXGqScS0qFKuAuzk*1827425815170*fd27d7ba3daea89d7087ded0956646b2e07ba81f034683b1',
  '21fdf217854272d5*c7mmHlWKVyUOGYuna_c4t1eFiV8oFdEKix82ZmBcR_k',
].join('')

afterEach(() => void vi.useRealTimers())

describe('a sealed cookie', () => {
  it('holds its session and when it was sealed', async () => {
    const sealedAt = Date.now()
    expect(openCookie(await sealCookie({ session, sealedAt }, SECRET), SECRET)).toEqual({ session, sealedAt })
  })

  it('a sealed cookie of the version before, which a library sealed, is still good', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-12-24') })
    const opened = openCookie(SEALED_BEFORE, SECRET)
    expect(opened?.session).toEqual({ user: { id: 'u__QCCbyNQnjcamrS1', name: 'Ada' }, named: true })
    expect(new Date(opened?.sealedAt ?? 0).toISOString()).toMatch(/^2026-11-28T/)
  })

  it.each([
    ['is sealed with another secret', async () => sealCookie({ session, sealedAt: Date.now() }, SECRET.toUpperCase())],
    [
      'is more than a year old',
      async () => sealCookie({ session, sealedAt: Date.now() - SESSION_MAX_AGE_S * 1000 - 1000 }, SECRET),
    ],
    ['is cut', async () => (await sealCookie({ session, sealedAt: Date.now() }, SECRET)).slice(0, -5)],
    ['is no seal', async () => 'Fe26.2**forged'],
    [
      'holds no person',
      async () =>
        sealSession(
          { headers: new Headers(), context: { sessions: { h3: { id: '1', createdAt: Date.now(), data: {} } } } },
          { password: SECRET },
        ),
    ],
  ])('is nobody\'s when it %s', async (_what, make) => {
    expect(openCookie(await make(), SECRET)).toBeNull()
  })
})
