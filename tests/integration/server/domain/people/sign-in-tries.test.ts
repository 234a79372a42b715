import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, PASSWORD, signIn, signUp } from '../../../../support/people'
import { startPlace, type TestPlace } from '../../../../support/place'

describe('tries to sign in', () => {
  let place: TestPlace
  beforeAll(async () => {
    place = await startPlace({ RATE_LIMIT: '100000/1' })
  })
  afterAll(() => place?.stop())

  /** What strangers of many addresses do. */
  const exhaust = async (handle: string) => {
    for (let n = 0; n < 100; n++) await place.parley.place.tries.count(handle, `198.51.100.${n % 10}`)
  }

  it('tries of strangers lock no user out of a browser in which they signed in before', async () => {
    const ada = await signUp(place.url, 'ada')
    const out = await ask(place.url, 'POST /api/sign-out', undefined, ada.cookie)
    await exhaust('ada')
    expect(await ask(place.url, 'POST /api/sign-in', { handle: 'ada', password: PASSWORD })).toMatchObject({
      status: 429,
    })
    const again = await signIn(place.url, 'ada', out.cookie)
    expect(again.session.account?.handle).toBe('ada')
  })

  it('tries of strangers keep no user who is signed in from typing the password', async () => {
    const bob = await signUp(place.url, 'bob')
    await exhaust('bob')
    const changed = await ask(
      place.url,
      'PUT /api/account/password',
      { current: PASSWORD, password: 'another long password' },
      bob.cookie,
    )
    expect(changed).toMatchObject({ status: 200 })
  })

  it('are still counted in a browser that is known, and for its user alone', async () => {
    const carol = await signUp(place.url, 'carol')
    await exhaust('dora')
    const { cookie } = await ask(place.url, 'POST /api/sign-out', undefined, carol.cookie)
    expect(await ask(place.url, 'POST /api/sign-in', { handle: 'dora', password: PASSWORD }, cookie)).toMatchObject({
      status: 429,
    })
    const tries = []
    for (let n = 0; n < 21; n++)
      tries.push((await ask(place.url, 'POST /api/sign-in', { handle: 'carol', password: 'wrong' }, cookie)).status)
    expect([tries[19], tries[20]]).toEqual([401, 429])
    const forged = cookie.replace(/(parley-device-\w+=[^;]{4})[^;]*/, '$1forged')
    await exhaust('carol')
    expect(await ask(place.url, 'POST /api/sign-in', { handle: 'carol', password: PASSWORD }, forged)).toMatchObject({
      status: 429,
    })
  })
})
