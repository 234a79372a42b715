import { request } from 'node:http'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { REPLAY_MAX_EVENTS, TEXT_MAX_CHARS } from '#shared/limits'
import { errorBodySchema } from '#shared/schemas/http'
import { startApp, type TestApp } from '../../../support/app'
import { connectParley, visit, type ParleyClient } from '../../../support/parley-client'
import { connectPlain, postForm } from '../../../support/plain-client'
import { parseScrape, type Scrape } from '../../../support/prometheus'
import { startRedis, type TestRedis } from '../../../support/redis'
import { waitFor } from '../../../support/wait-for'

const ROOM = 'channel_1'
let app: TestApp

beforeAll(async () => {
  app = await startApp({ env: { RATE_LIMIT: '100000/1' } })
})
afterAll(() => app.stop())

async function scrape(of = app): Promise<Scrape> {
  const response = await fetch(`${of.url}/metrics`)
  const text = await response.text()
  expect(response.status, text).toBe(200)
  return parseScrape(text)
}

async function join(of = app): Promise<ParleyClient> {
  const client = await connectParley({ url: of.wsUrl, cookie: await visit(of.url) })
  client.send({ type: 'join', id: 1, room: ROOM })
  await client.next('joined')
  return client
}

describe('a scrape', () => {
  it('has exact numbers of what two people and a script did', async () => {
    const before = await scrape()
    const [ada, bob] = await Promise.all([join(), join()])
    const plain = await connectPlain({ url: app.wsUrl, channel: ROOM })
    for (let count = 0; count < 10; count++) {
      ada.send({ type: 'send', room: ROOM, clientId: `a${count}`, text: 'hello' })
      await bob.waitFor(event => event.type === 'message' && event.clientId === `a${count}`)
    }
    ada.send({ type: 'send', room: ROOM, clientId: 'a0', text: 'hello' })
    await waitFor(() => ada.events.filter(event => event.type === 'ack').length === 11)
    expect((await postForm({ url: app.url, data: 'hello', channel: 'channel_9' })).status).toBe(404)
    await waitFor(() => plain.texts.length === 10)

    const now = await scrape()
    const grown = (name: string, labels?: Record<string, string>) =>
      now.value(name, labels) - before.value(name, labels)
    expect(now.value('parley_connections', { wire: 'app' })).toBe(2)
    expect(now.value('parley_connections', { wire: 'plain' })).toBe(1)
    expect(now.value('parley_channel_receivers', { room: ROOM })).toBe(3)
    expect(now.value('parley_channel_online', { room: ROOM })).toBe(3)
    expect(grown('parley_connections_opened_total')).toBe(3)
    expect(grown('parley_deliveries_total')).toBe(30)
    expect(grown('parley_fanout_batch_messages_sum')).toBe(10)
    expect(grown('parley_fanout_delay_seconds_count')).toBe(grown('parley_fanout_batch_messages_count'))
    expect(grown('parley_commands_acknowledged_total')).toBe(11)
    expect(grown('parley_commands_repeated_total')).toBe(1)
    expect(grown('parley_commands_refused_total', { code: 'not_found' })).toBe(1)
    expect(grown('parley_commands_refused_total')).toBe(1)
    expect(grown('parley_log_commit_messages_sum')).toBe(11)
    expect(grown('parley_log_commit_seconds_count')).toBe(grown('parley_log_commit_messages_count'))
    expect(now.value('parley_log_writable')).toBe(1)
    expect(now.value('parley_build_info', { log: 'sqlite', bus: 'memory' })).toBe(1)
    await Promise.all([ada, bob, plain].map(client => client.close()))
    await waitFor(async () => (await scrape()).value('parley_connections') === 0)
  })

  it('counts how clients that came back were continued', async () => {
    const ada = await join()
    const { epoch, head } = await (async () => {
      ada.send({ type: 'join', id: 2, room: ROOM })
      return ada.next('joined')
    })()
    const before = await scrape()
    const outcome = async (position: { epoch: string, seq: number }) => {
      ada.send({ type: 'join', id: 3, room: ROOM, position })
      await ada.next('joined')
    }
    await outcome({ epoch, seq: head - 1 })
    await outcome({ epoch: 'of-another-log', seq: head })
    const plain = await connectPlain({ url: `${app.wsUrl}?since=${head - 1}`, channel: ROOM })
    await plain.next()
    const now = await scrape()
    const grown = (of: string) =>
      now.value('parley_resumes_total', { outcome: of }) - before.value('parley_resumes_total', { outcome: of })
    expect({ whole: grown('whole'), reset: grown('reset') }).toEqual({ whole: 2, reset: 1 })
    expect(head).toBeLessThan(REPLAY_MAX_EVENTS)
    await Promise.all([ada.close(), plain.close()])
  })

  it('counts who was closed for not reading', async () => {
    const [slow, sender] = await Promise.all([join(), join()])
    slow.pause()
    const text = '慢'.repeat(TEXT_MAX_CHARS)
    const closes = async () => (await scrape()).value('parley_closes_total', { code: '4409', reason: 'slow consumer' })
    const before = await closes()
    for (let count = 0; count < 4_000 && (count % 100 > 0 || await closes() === before); count++) {
      sender.send({ type: 'send', room: ROOM, clientId: `long-${count}`, text })
      await sender.next('ack')
    }
    expect(await closes()).toBe(before + 1)
    await sender.close()
    slow.terminate()
  })

  it('sets no cookie, is in no cache, and is of the type that Prometheus expects', async () => {
    const { headers } = await fetch(`${app.url}/metrics`)
    expect(headers.getSetCookie()).toEqual([])
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  })

  it('names what only grows _total, and times in seconds', async () => {
    const { types } = await scrape()
    const own = [...types].filter(([name]) => name.startsWith('parley_'))
    expect(own.filter(([name, type]) => name.endsWith('_total') !== (type === 'counter'))).toEqual([])
    expect(own.filter(([name]) => /_(?:ms|milliseconds|minutes|kb|mb)\b/.test(name))).toEqual([])
  })

  it('has every name that the dashboard asks for', async () => {
    const panelSchema = z.object({ title: z.string(), targets: z.optional(z.array(z.object({ expr: z.string() }))) })
    const dashboardSchema = z.object({ panels: z.array(panelSchema) })
    const { panels } = dashboardSchema.parse(JSON.parse(await readFile('docs/grafana/parley.json', 'utf8')))
    const asked = panels
      .flatMap(panel => panel.targets ?? [])
      .flatMap(({ expr }) => expr.match(/\b(?:parley|nodejs|process)_\w+/g) ?? [])
    const { names, types } = await scrape()
    expect(asked.length).toBeGreaterThan(30)
    expect(asked.filter(name => !names.has(name))).toEqual([])
    // And the other way round: each metric of ours is looked at.
    const seen = (family: string) =>
      asked.some(name => name === family || name.replace(/_(?:bucket|sum|count)$/, '') === family)
    expect([...types.keys()].filter(name => name.startsWith('parley_') && !seen(name))).toEqual([])
  })
})

describe('with Redis', () => {
  let redis: TestRedis
  let other: TestApp
  beforeAll(async () => {
    redis = await startRedis()
    other = await startApp({ env: { REDIS_URL: redis.url } })
  })
  afterAll(async () => {
    await other?.stop()
    await redis?.stop()
  })

  it('has the state of both links and the age of events that come over the bus', async () => {
    await waitFor(async () => expect((await scrape(other)).value('parley_bus_connected')).toBe(1))
    const ada = await join(other)
    ada.send({ type: 'send', room: ROOM, clientId: 'one', text: 'hello' })
    await ada.next('message')
    await waitFor(async () => expect((await scrape(other)).value('parley_bus_lag_seconds_count')).toBe(1))
    expect((await scrape(other)).samples('parley_redis_link_up')).toEqual(
      ['publisher', 'subscriber'].map(link => ({ labels: { link }, value: 1 })),
    )
    await redis.kill()
    await waitFor(async () => expect((await scrape(other)).value('parley_redis_link_up')).toBe(0))
    expect((await scrape(other)).value('parley_bus_connected')).toBe(0)
    await ada.close()
  })
})

describe('who may read it', () => {
  it('is no client without the token, where there is one', async () => {
    await app.restart({ METRICS_TOKEN: 'a-token-of-some-length' })
    const refused = await fetch(`${app.url}/metrics`)
    expect([refused.status, refused.headers.get('www-authenticate'), refused.headers.getSetCookie()]).toEqual([
      401,
      'Bearer',
      [],
    ])
    expect(errorBodySchema.parse(await refused.json()).error).toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('METRICS_TOKEN'),
    })
    const read = await fetch(`${app.url}/metrics`, { headers: { authorization: 'Bearer a-token-of-some-length' } })
    expect(read.status).toBe(200)
    expect(parseScrape(await read.text()).value('parley_log_writable')).toBe(1)
  })

  it('is no client behind a proxy without a token, however the path is written', async () => {
    await app.restart({ METRICS_TOKEN: '' })
    const ask = (path: string, headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve, reject) => {
        request(`${app.url}${path}`, { headers }, response => resolve(response.resume().statusCode))
          .on('error', reject)
          .end()
      })
    for (const path of ['/metrics', '/metrics/', '//metrics', '/%6detrics', '/metrics?x=1']) {
      expect([200, 302], path).not.toContain(await ask(path, { 'x-forwarded-for': '203.0.113.5' }))
      expect([200, 302], path).not.toContain(await ask(path, { host: 'chat.example.org' }))
    }
    expect(await ask('/metrics', {})).toBe(200)
  })
})
