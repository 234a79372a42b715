import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorBodySchema } from '#shared/schemas/http'
import { ADDRESS_RATE_FACTOR } from '../../../server/platform/limits/server-limits'
import { startApp, type TestApp } from '../../support/app'
import { connectParley } from '../../support/parley-client'
import { postForm } from '../../support/plain-client'
import { newVisitor, type Visitor } from '../../support/visitor'

const MESSAGES = 3

/** Few and for long, so that a slow machine comes to it too. */
const HISTORY_PAGES = 60

let app: TestApp
beforeAll(async () => {
  app = await startApp({
    env: { RATE_LIMIT: `${MESSAGES}/600`, TRUST_PROXY: '1', ADDRESS_RATES: `history=${HISTORY_PAGES}/600` },
  })
})
afterAll(() => app.stop())

const from = (address: string, headers: Record<string, string> = {}) => ({ ...headers, 'x-forwarded-for': address })

const post = (headers: Record<string, string>) => postForm({ url: app.url, data: 'hello', headers })

async function guest(address: string): Promise<string> {
  const response = await fetch(`${app.url}/api/session`, { headers: from(address) })
  return response.headers.getSetCookie().map(set => set.split(';')[0]).join('; ')
}

const rename = (
  url: string,
  { cookie }: Pick<Visitor, 'cookie'>,
  name: string,
  headers: Record<string, string> = {},
) =>
  fetch(`${url}/api/session`, {
    method: 'PUT',
    body: JSON.stringify({ name }),
    headers: { ...headers, cookie, 'content-type': 'application/json' },
  })

async function refusal(response: Response) {
  return { status: response.status, ...errorBodySchema.parse(await response.json()).error }
}

describe('the rate limit', () => {
  // The author was made of the whole address, and one IPv6 subscriber has 2^64 addresses.
  it('is one for all addresses of an IPv6 network that send without a session', async () => {
    const statuses = []
    for (let host = 1; host <= MESSAGES + 1; host++) statuses.push((await post(from(`2001:db8:0:1::${host}`))).status)
    expect(statuses).toEqual([200, 200, 200, 429])
    expect((await post(from('2001:db8:0:2::1'))).status).toBe(200)
  })

  // Each session had an allowance of its own, and a session is free: one program sent without a limit as many guests.
  it('refuses new guests of an address that has sent enough, by POST and by frame, and serves those of another', async () => {
    const [busy, other] = ['203.0.113.1', '203.0.113.2']
    let sent = 0
    while (sent < MESSAGES * ADDRESS_RATE_FACTOR) {
      const cookie = await guest(busy)
      for (let count = 0; count < MESSAGES; count++, sent++)
        expect((await post(from(busy, { cookie }))).status).toBe(200)
    }
    const cookie = await guest(busy)
    const refused = await post(from(busy, { cookie }))
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refusal(refused)).toMatchObject({
      status: 429,
      code: 'rate_limited',
      message: expect.stringMatching(/from your address.*Wait \d+ s/),
      retryAfterMs: expect.any(Number),
    })

    const client = await connectParley({ url: app.wsUrl, cookie, headers: from(busy) })
    client.send({ type: 'send', room: 'channel_1', clientId: 'busy', text: 'hello' })
    expect(await client.next('error')).toMatchObject({
      code: 'rate_limited',
      clientId: 'busy',
      message: expect.stringContaining('from your address'),
      retryAfterMs: expect.any(Number),
    })
    await client.close()

    const elsewhere = await connectParley({ url: app.wsUrl, cookie: await guest(other), headers: from(other) })
    elsewhere.send({ type: 'send', room: 'channel_1', clientId: 'other', text: 'hello' })
    expect(await elsewhere.next('ack')).toMatchObject({ clientId: 'other' })
    await elsewhere.close()
    expect((await post(from(other))).status).toBe(200)
  })

  it('counts frames for the address too', async () => {
    const address = '203.0.113.3'
    let sent = 0
    while (sent < MESSAGES * ADDRESS_RATE_FACTOR) {
      const client = await connectParley({ url: app.wsUrl, cookie: await guest(address), headers: from(address) })
      for (let count = 0; count < MESSAGES; count++, sent++) {
        client.send({ type: 'send', room: 'channel_1', clientId: `n${count}`, text: 'hello' })
        await client.next('ack')
      }
      await client.close()
    }
    expect((await post(from(address))).status).toBe(429)
  })
})

describe('a change of name', () => {
  // Each one went through all connections of every process, and nothing counted them.
  it('is refused when one visitor makes too many, and others may still', async () => {
    // The default, but for the time in which a busy machine has to do it.
    const own = await startApp({ env: { RATE_LIMIT: '30/600' } })
    const [restless, other] = [await newVisitor(own.url), await newVisitor(own.url)]
    for (let count = 1; count <= 30; count++)
      expect((await rename(own.url, restless, `Name ${count}`)).status).toBe(200)
    const refused = await rename(own.url, restless, 'Name 31')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refusal(refused)).toMatchObject({
      status: 429,
      code: 'rate_limited',
      message: expect.stringMatching(/^Too many changes of name\. Wait \d+ s and try again\.$/),
    })
    expect((await rename(own.url, other, 'Grace')).status).toBe(200)
    // Messages are counted apart.
    expect((await postForm({ url: own.url, data: 'hello', headers: { cookie: restless.cookie } })).status).toBe(200)
    await own.stop()
  })

  it('counts for the address, which could else make a guest for each', async () => {
    const address = '203.0.113.4'
    const statuses = new Set<number>()
    for (let count = 0; count < MESSAGES * ADDRESS_RATE_FACTOR; count++)
      statuses.add((await rename(app.url, { cookie: '' }, 'Nobody', from(address))).status)
    expect([...statuses]).toEqual([200])
    expect(await refusal(await rename(app.url, { cookie: '' }, 'Nobody', from(address)))).toMatchObject({
      status: 429,
      message: expect.stringContaining('from your address'),
    })
    expect((await rename(app.url, { cookie: '' }, 'Somebody', from('203.0.113.5'))).status).toBe(200)
  })
})

describe('reading history', () => {
  // Nothing counted it, and all reads of the embedded log are done by one thread.
  it('is refused to an address that reads page after page, and to no other; messages are counted apart', async () => {
    const address = '203.0.113.6'
    const read = (reader: string) =>
      fetch(`${app.url}/api/rooms/channel_1/messages?limit=200&before=${1 + Math.floor(Math.random() * 1e9)}`, {
        headers: from(reader),
      })
    let served = 0
    let refused: Response | undefined
    while (!refused) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => read(address)))
      served += answers.filter(({ status }) => status === 200).length
      refused = answers.find(({ status }) => status !== 200)
    }
    expect(served).toBeGreaterThanOrEqual(HISTORY_PAGES)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refusal(refused)).toMatchObject({
      status: 429,
      code: 'rate_limited',
      message: expect.stringMatching(/pages of history.*from your address.*Wait \d+ s/),
      retryAfterMs: expect.any(Number),
    })
    expect((await read('203.0.113.7')).status).toBe(200)
    expect((await post(from(address))).status).toBe(200)
  })
})
