import { describe, expect, it } from 'vitest'
import { createHttp } from '~/client/http'
import { ME, messages } from './support/setup'

/** What is asked, and one answer to all. */
function world(answer: () => Response | Promise<Response>) {
  const asked: { url: string, method: string, body: unknown }[] = []
  const http = createHttp(async (url, { method = 'GET', body }) => {
    asked.push({ url, method, body })
    return answer()
  }, 'http://chat.test')
  return { http, asked }
}

describe('history', () => {
  const page = { room: 'channel_1', epoch: 'e1', messages: messages(1, 2), older: false }

  it('asks for the page below a seq', async () => {
    const { http, asked } = world(() => Response.json(page))
    expect(await http.history('channel_1', { before: 3 })).toEqual(page)
    expect(asked[0]?.url).toBe('http://chat.test/api/rooms/channel_1/messages?before=3&limit=50')
  })

  it('asks for the pages above a seq and around it, and takes no other page for them', async () => {
    const { http, asked } = world(() => Response.json({ ...page, newer: true }))
    expect(await http.history('channel_1', { after: 3 })).toEqual({ ...page, newer: true })
    expect(await http.history('channel_1', { around: 3 })).toEqual({ ...page, newer: true })
    expect(asked.map(({ url }) => new URL(url).search)).toEqual(['?after=3&limit=50', '?around=3&limit=150'])
    // An older server passes over what it does not know, and gives the newest page.
    expect(await world(() => Response.json(page)).http.history('channel_1', { around: 3 })).toBeNull()
  })

  it.each<[string, () => Response | Promise<Response>]>([
    ['an error', () => Response.json(page, { status: 503 })],
    ['something else', () => Response.json({ hello: 'world' })],
    ['no JSON', () => new Response('<html>')],
    ['no network', () => Promise.reject(new TypeError('fetch failed'))],
  ])('gives nothing when the answer is %s', async (_name, answer) => {
    expect(await world(answer).http.history('channel_1', { before: 3 })).toBeNull()
  })
})

describe('rename', () => {
  const session = { user: { ...ME, name: 'Countess' }, named: true }

  it('sends the name as it will stand, and gives the session', async () => {
    const { http, asked } = world(() => Response.json(session))
    expect(await http.rename('  Countess ')).toEqual({ ok: true, session })
    expect(asked).toEqual([{ url: 'http://chat.test/api/session', method: 'PUT', body: '{"name":"Countess"}' }])
  })

  it.each(['', '   ', 'two\nlines', 'x'.repeat(33)])('does not ask for %j', async (name) => {
    const { http, asked } = world(() => Response.json(session))
    expect(await http.rename(name)).toEqual({ ok: false, reason: 'invalid' })
    expect(asked).toEqual([])
  })

  it.each<[number, 'invalid' | 'unavailable']>([
    [400, 'invalid'],
    [429, 'unavailable'],
    [500, 'unavailable'],
  ])('says of %i that it is %s', async (status, reason) => {
    expect(await world(() => Response.json({}, { status })).http.rename('Ada')).toEqual({ ok: false, reason })
  })

  it('is unavailable without a network', async () => {
    expect(await world(() => Promise.reject(new TypeError('fetch failed'))).http.rename('Ada')).toEqual({
      ok: false,
      reason: 'unavailable',
    })
  })
})
