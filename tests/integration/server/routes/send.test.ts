import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BODY_MAX_BYTES, TEXT_MAX_CHARS } from '#shared/limits'
import { errorBodySchema, sendAnswerSchema } from '#shared/schemas/http'
import { startApp, type TestApp } from '../../../support/app'
import { connectPlain, postForm } from '../../../support/plain-client'

let app: TestApp

beforeAll(async () => {
  app = await startApp({ env: { PUBLIC_ORIGIN: 'http://shop.example' } })
})
afterAll(() => app.stop())

const postJson = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${app.url}/send/`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })

async function refusal(response: Response) {
  return { status: response.status, ...errorBodySchema.parse(await response.json()).error }
}

describe('POST /send/', () => {
  it.each(['/send', '/send/'])('publishes a form at %s and answers ok, byte for byte', async (path) => {
    const client = await connectPlain({ url: app.wsUrl, channel: 'channel_1' })
    const response = await fetch(`${app.url}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ data: `to ${path}` }),
    })
    expect([response.status, await response.text()]).toEqual([200, 'ok'])
    expect(await client.next()).toBe(`to ${path}`)
    await client.close()
  })

  // It answered ok, and stored replacement characters.
  it('publishes what GBK bytes say when they are named so', async () => {
    const client = await connectPlain({ url: app.wsUrl, channel: 'channel_1' })
    const body = Buffer.concat([Buffer.from('data='), Buffer.from([0xC4, 0xE3, 0xBA, 0xC3])])
    const response = await fetch(`${app.url}/send/`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=gbk' },
    })
    expect([response.status, await response.text()]).toEqual([200, 'ok'])
    expect(await client.next()).toBe('你好')
    await client.close()
  })

  it('answers JSON with the acknowledgement, and a repeated key with the same one', async () => {
    const headers = { 'idempotency-key': 'order-17' }
    const first = sendAnswerSchema.parse(await (await postJson('{"data":"once"}', headers)).json())
    const again = sendAnswerSchema.parse(await (await postJson('{"data":"once"}', headers)).json())
    expect(again).toEqual(first)
    const other = sendAnswerSchema.parse(await (await postJson('{"data":"once","clientId":"order-18"}')).json())
    expect(other.seq).toBe(first.seq + 1)
  })

  it.each([
    [
      'an unknown channel',
      () => postForm({ url: app.url, data: 'x', channel: 'channel_9' }),
      404,
      'channel_1, channel_2',
    ],
    ['no data', () => postForm({ url: app.url }), 400, 'data'],
    ['blank data', () => postForm({ url: app.url, data: '  ' }), 400, 'empty'],
    ['data in which there is nothing to see', () => postForm({ url: app.url, data: '\u200B' }), 400, 'nothing to see'],
    [
      'a text too long',
      () => postForm({ url: app.url, data: 'a'.repeat(TEXT_MAX_CHARS + 1) }),
      413,
      String(TEXT_MAX_CHARS),
    ],
    ['a body too large', () => postForm({ url: app.url, data: 'a'.repeat(BODY_MAX_BYTES + 1) }), 413, 'shorter'],
    ['broken JSON', () => postJson('{"data":'), 400, 'not JSON'],
    ['wrong types', () => postJson('{"data":{"$gt":""}}'), 400, 'strings'],
    [
      'a compressed body',
      () => postForm({ url: app.url, data: 'x', headers: { 'content-encoding': 'gzip' } }),
      415,
      'without compression',
    ],
    [
      'a charset that nobody knows',
      () =>
        postForm({
          url: app.url,
          data: 'x',
          headers: { 'content-type': 'application/x-www-form-urlencoded; charset=klingon' },
        }),
      415,
      'gb18030',
    ],
    ['an empty body', () => fetch(`${app.url}/send/`, { method: 'POST' }), 400, 'data is missing'],
    ['an empty body that claims to be JSON', () => postJson(''), 400, 'not JSON'],
    [
      'a foreign origin',
      () => postForm({ url: app.url, data: 'x', headers: { origin: 'http://evil.example' } }),
      403,
      'PUBLIC_ORIGIN',
    ],
  ])('refuses %s and says what to send', async (_case, post, status, words) => {
    expect(await refusal(await post())).toMatchObject({ status, message: expect.stringContaining(words) })
  })

  it('refuses a body that does not say how large it is, once it is too large', async () => {
    const chunk = new TextEncoder().encode('a'.repeat(16_384))
    let sent = 0
    // It ends right above the limit and stays open: what is written when the server has closed fails before the answer
    // is read.
    const body = new ReadableStream<Uint8Array>({
      pull: controller => sent++ < 5 ? controller.enqueue(chunk) : new Promise<void>(() => {}),
    })
    const response = await fetch(
      `${app.url}/send/`,
      Object.assign(
        { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
        { duplex: 'half' },
      ),
    )
    expect(response.status).toBe(413)
    // What is left of the body is not read: a next request on the same connection was reset now and then.
    expect(response.headers.get('connection')).toBe('close')
  })

  it('answers the preflight of an allowed page, and lets its answer be read', async () => {
    const headers = {
      'origin': 'http://shop.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-requested-with',
    }
    const preflight = await fetch(`${app.url}/send/`, { method: 'OPTIONS', headers })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('http://shop.example')
    expect(preflight.headers.get('access-control-allow-headers')).toContain('x-requested-with')
    const response = await postForm({ url: app.url, data: 'from the shop', headers: { origin: 'http://shop.example' } })
    expect(response.headers.get('access-control-allow-origin')).toBe('http://shop.example')
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
  })

  it('refuses the preflight of a foreign page', async () => {
    const response = await fetch(`${app.url}/send/`, {
      method: 'OPTIONS',
      headers: { 'origin': 'http://evil.example', 'access-control-request-method': 'POST' },
    })
    expect(response.status).toBe(403)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('answers 429 with the seconds to wait when it is flooded', async () => {
    const own = await startApp({ env: { RATE_LIMIT: '3/60' } })
    const answers = []
    for (let count = 0; count < 5; count++) answers.push(await postForm({ url: own.url, data: `n${count}` }))
    expect(answers.map(answer => answer.status)).toEqual([200, 200, 200, 429, 429])
    const last = answers[4]
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(30)
    expect(last && await refusal(last)).toMatchObject({
      code: 'rate_limited',
      message: expect.stringContaining('Wait'),
    })
    await own.stop()
  })
})
