import { pino, type Logger } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { connectRedis, type RedisLinks } from '../../../../../server/platform/redis/connect'
import { createRedisSendLimit } from '../../../../../server/platform/limits/send-limit-redis'
import { ADDRESS_RATE_FACTOR } from '../../../../../server/platform/limits/server-limits'
import { startRedis } from '../../../../support/redis'
import { describeSendLimit } from './conformance'

const HOME = '192.0.2.1'

const WAIT = { timeout: 15_000, interval: 20 }

let server: Awaited<ReturnType<typeof startRedis>>
beforeAll(async () => {
  server = await startRedis()
})
afterAll(() => server.stop())

let opened: RedisLinks[] = []

interface Connecting {
  readonly watchdog?: { readonly intervalMs: number, readonly deadlineMs: number }
  readonly logger?: Logger
  /** `name:password` */
  readonly as?: string
}

async function connected(
  { watchdog = { intervalMs: 100, deadlineMs: 300 }, logger = pino({ level: 'silent' }), as }: Connecting = {},
): Promise<RedisLinks> {
  const links = connectRedis(
    { REDIS_URL: as ? server.url.replace('//', `//${as}@`) : server.url, REDIS_PREFIX: 'parley' },
    { logger, watchdog },
  )
  if (!links) throw new Error('REDIS_URL was given.')
  opened.push(links)
  await vi.waitFor(() => expect(links.publisher.status).toBe('ready'), WAIT)
  return links
}

async function closeAll() {
  await Promise.all(opened.map(links => links.close()))
  opened = []
}

describeSendLimit('over Redis', async () => {
  const links = await connected()
  await links.publisher.flushall()
  return { open: rate => createRedisSendLimit(rate, links), close: closeAll }
})

/** A Redis user who may do everything but run scripts, which is how the limit counts. */
async function withoutScripts(logger?: Logger): Promise<RedisLinks> {
  await server.cli('ACL', 'SETUSER', 'narrow', 'on', '>pw', '+@all', '-@scripting', '~*', '&*')
  return connected({ as: 'narrow:pw', logger })
}

// Each count failed alone then, the address's also for who was above their own limit.
describeSendLimit('over a Redis that refuses to count', async () => {
  const links = await withoutScripts()
  return { open: rate => createRedisSendLimit(rate, links), close: closeAll }
})

describe('the send limit over Redis', () => {
  afterEach(closeAll)

  it('counts a sender over all processes', async () => {
    const rate = { messages: 4, seconds: 10 }
    const [a, b] = [createRedisSendLimit(rate, await connected()), createRedisSendLimit(rate, await connected())]
    await opened[0]?.publisher.flushall()
    for (const limit of [a, b, a, b]) expect(await limit.take('ada', HOME)).toEqual({ allowed: true })
    expect(await a.take('ada', HOME)).toMatchObject({ allowed: false })
    expect(await b.take('ada', HOME)).toMatchObject({ allowed: false })
  })

  it('counts an address over all processes', async () => {
    const rate = { messages: 1, seconds: 10 }
    const [a, b] = [createRedisSendLimit(rate, await connected()), createRedisSendLimit(rate, await connected())]
    await opened[0]?.publisher.flushall()
    for (let i = 0; i < ADDRESS_RATE_FACTOR; i++)
      expect(await (i % 2 ? a : b).take(`guest-${i}`, HOME)).toEqual({ allowed: true })
    expect(await a.take('ada', HOME)).toMatchObject({ allowed: false, whose: 'address' })
    expect(await b.take('grace', HOME)).toMatchObject({ allowed: false, whose: 'address' })
  })

  it('counts alone while Redis is away, and together again when it is back', async () => {
    const links = await connected()
    const rate = { messages: 2, seconds: 100 }
    const limit = createRedisSendLimit(rate, links)
    await server.kill()
    await vi.waitFor(() => expect(links.publisher.status).not.toBe('ready'), WAIT)
    expect(await limit.take('ada', HOME)).toEqual({ allowed: true })
    expect(await limit.take('ada', HOME)).toEqual({ allowed: true })
    for (let i = 0; i < 10 * ADDRESS_RATE_FACTOR; i++)
      expect(await limit.take('ada', HOME)).toMatchObject({ allowed: false, whose: 'sender' })
    expect(await limit.take('ada\'s neighbour', HOME)).toEqual({ allowed: true })

    await server.restart()
    await vi.waitFor(() => expect(links.publisher.status).toBe('ready'), WAIT)
    expect(await limit.take('grace', HOME)).toEqual({ allowed: true })
    expect(await links.publisher.keys('parley:send:*')).toEqual(['parley:send:grace'])
  })

  it('answers while Redis hangs, and counts each message once', async () => {
    const links = await connected({ watchdog: { intervalMs: 60_000, deadlineMs: 60_000 } })
    const limit = createRedisSendLimit({ messages: 4, seconds: 100 }, links, { answerMs: 20 })
    server.pause()
    try {
      for (let i = 0; i < 2; i++) expect(await limit.take('ada', HOME)).toEqual({ allowed: true })
      expect(links.publisher.status).toBe('ready')
      // Now the questions that still hang fail, too.
      links.publisher.disconnect(true)
      await vi.waitFor(() => expect(links.publisher.status).not.toBe('ready'), WAIT)
      for (let i = 0; i < 2; i++) expect(await limit.take('ada', HOME)).toEqual({ allowed: true })
      expect(await limit.take('ada', HOME)).toMatchObject({ allowed: false })
    }
    finally {
      server.resume()
    }
  })

  it('does not ask Redis about a sender who is over the limit', async () => {
    const links = await connected()
    await links.publisher.flushall()
    const limit = createRedisSendLimit({ messages: 2, seconds: 100 }, links)
    for (let i = 0; i < 50; i++) await limit.take('ada', HOME)
    expect(await links.publisher.get('parley:send:ada')).toBe('2')
    expect(await links.publisher.get(`parley:send-address:${HOME}`)).toBe('2')
  })

  // The process counted alone for ever, and the log said nothing.
  it('says once that Redis refuses to count, and that it counts again', async () => {
    const lines: { stage: string, reason?: string, msg: string }[] = []
    const links = await withoutScripts(
      pino({ level: 'info', base: null, timestamp: false }, { write: line => lines.push(JSON.parse(line)) }),
    )
    await links.publisher.flushall()
    const told = () => lines.filter(({ stage }) => stage === 'send limit')
    const limit = createRedisSendLimit({ messages: 2, seconds: 100 }, links)
    for (const name of ['ada', 'grace', 'alan']) expect(await limit.take(name, HOME)).toEqual({ allowed: true })
    expect(told()).toEqual([expect.objectContaining({ msg: 'The bus has trouble: see stage and reason.', reason: expect.stringContaining('NOPERM') })])
    expect(links.trouble.reason('send limit')).toContain('NOPERM')

    await server.cli('ACL', 'SETUSER', 'narrow', '+@scripting')
    for (const name of ['ada', 'grace', 'alan']) expect(await limit.take(name, HOME)).toEqual({ allowed: true })
    expect(told().map(({ msg }) => msg)).toEqual(['The bus has trouble: see stage and reason.', 'The bus works again.'])
    expect(links.trouble.reason('send limit')).toBeUndefined()
  })

  it('counts a message once where Redis refuses to', async () => {
    const limit = createRedisSendLimit({ messages: 4, seconds: 100 }, await withoutScripts())
    const answers = []
    for (let i = 0; i < 5; i++) answers.push(await limit.take('ada', HOME))
    expect(answers.map(({ allowed }) => allowed)).toEqual([true, true, true, true, false])
  })
})
