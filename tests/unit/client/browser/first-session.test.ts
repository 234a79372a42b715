import { describe, expect, it } from 'vitest'
import { firstSession } from '~/client/browser/first-session'
import { FakeLocks } from '../support/fake-locks'

/** A server and a cookie jar: an answer without a cookie makes a guest, whose cookie comes with the answer. */
function browser() {
  let cookie: string | null = null
  let guests = 0
  return {
    guests: () => guests,
    async fetch() {
      const id: string = cookie ?? `u_${++guests}`
      await new Promise(resolve => setImmediate(resolve))
      cookie = id
      return Response.json({ user: { id, name: 'Guest' }, named: false })
    },
  }
}

describe('firstSession', () => {
  it('is the same for ten tabs that open at once', async () => {
    const { fetch, guests } = browser()
    const locks = new FakeLocks()
    const sessions = await Promise.all(Array.from({ length: 10 }, () => firstSession({ fetch, locks })))
    expect(new Set(sessions.map(session => session?.user.id))).toEqual(new Set(['u_1']))
    expect(guests()).toBe(1)
  })

  it.each(['has no locks', 'refuses locks'])('is asked for where a browser %s', async (what) => {
    const locks = new FakeLocks()
    locks.refuses = true
    expect(
      (await firstSession({ fetch: browser().fetch, locks: what === 'has no locks' ? undefined : locks }))?.user.id,
    ).toBe('u_1')
  })

  it.each([
    ['fails', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['is answered with an error', async () => new Response('{}', { status: 503 })],
    ['is answered with something else', async () => Response.json({ hello: 1 })],
  ])('is null when the request %s', async (_what, fetch) => {
    expect(await firstSession({ fetch, locks: undefined })).toBeNull()
  })
})
