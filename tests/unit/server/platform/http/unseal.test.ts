import { sealSession, unsealSession } from 'h3'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { unseal } from '../../../../../server/platform/http/unseal'

const SECRET = 'a secret of the tests, long enough for a seal'
const DAY_S = 24 * 60 * 60

afterEach(() => void vi.useRealTimers())

function sealed(data: Record<string, unknown>, maxAge?: number): Promise<string> {
  const content = { id: 'one', createdAt: Date.now(), data }
  return sealSession(
    { headers: new Headers(), context: { sessions: { test: content } } },
    { name: 'test', password: SECRET, ...(maxAge === undefined ? {} : { maxAge }) },
  )
}

/** What h3 itself reads; null where it refuses. */
async function byH3(text: string): Promise<unknown> {
  return unsealSession({ headers: new Headers(), context: {} }, { password: SECRET }, text).catch(() => null)
}

function here(text: string): unknown {
  try {
    return unseal(text, SECRET)
  }
  catch {
    return null
  }
}

describe('a seal of h3', () => {
  it.each([
    ['nothing', {}],
    ['a name in another script', { name: '李雷 🦊 \u0000' }],
    ['a long text', { text: 'x'.repeat(4000) }],
  ])('is read as h3 reads it when it holds %s', async (_what, data) => {
    const text = await sealed(data)
    expect(here(text)).toEqual(await byH3(text))
    expect(here(text)).toMatchObject({ id: 'one', data })
  })

  it('is refused wherever one of its characters is another one, as h3 refuses it', async () => {
    const text = await sealed({ name: 'Ada' }, DAY_S)
    expect(here(text)).not.toBeNull()
    for (let at = 0; at < text.length; at++) {
      const altered = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
      expect(here(altered), `character ${at}`).toBeNull()
    }
    for (const altered of ['', 'Fe26.2', text.slice(1), text.slice(0, -1), `${text}*`, `${text}A`, text.replace('*', '**')]) {
      expect([here(altered), await byH3(altered)], altered).toEqual([null, null])
    }
  })

  it('is refused with another secret', async () => {
    const text = await sealed({ name: 'Ada' })
    expect(() => unseal(text, SECRET.toUpperCase())).toThrow('broken')
  })

  it('is good until it expires, and for the minute by which clocks differ', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const text = await sealed({}, DAY_S)
    const end = Date.now() + DAY_S * 1000
    vi.setSystemTime(end + 59_000)
    expect(here(text)).not.toBeNull()
    vi.setSystemTime(end + 61_000)
    expect(() => unseal(text, SECRET)).toThrow('expired')
  })
})
