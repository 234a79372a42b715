import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../../../../support/app'
import { OPEN_DOORS } from '../../../../support/cluster'
import { startFaultProxy } from '../../../../support/fault-proxy'
import { connectPlain, postForm } from '../../../../support/plain-client'
import { startPostgres } from '../../../../support/postgres'
import { startRedis } from '../../../../support/redis'

/**
 * Far above what a stop may take on a busy machine, far below the 30 s that each of these made it take: then it is
 * killed.
 */
const DEADLINE_MS = 10_000

const sockets: Socket[] = []
afterEach(() => sockets.splice(0).forEach(socket => socket.destroy()))

/**
 * A connection that sends these bytes and reads nothing. Resolves when the app has them, as far as this side can know.
 */
async function hang(app: TestApp, bytes: string): Promise<void> {
  const socket = connect(app.port, '127.0.0.1')
  sockets.push(socket.on('error', () => {}).pause())
  await new Promise<void>(resolve => socket.write(bytes, () => resolve()))
  await fetch(`${app.url}/healthz`)
}

const HANGING = [
  [
    'a POST that was sent half',
    'POST /send/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ndata=h',
  ],
  ['a head that was sent half', 'GET / HTTP/1.1\r\nHost: x\r\nX-Half: '],
  ['an upgrade that was sent half', 'GET /wb/ HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgr'],
  ['ninety pages that nobody reads', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(90)],
  ['a silent connection', ''],
] as const

describe('a stop', () => {
  it.each(HANGING)('does not wait for %s, and closes clients with 1012 first', async (_what, bytes) => {
    const app = await startApp()
    const client = await connectPlain({ url: app.wsUrl })
    expect((await postForm({ url: app.url, data: 'stored' })).status).toBe(200)
    await hang(app, bytes)
    const stopped = app.stop(DEADLINE_MS)
    expect((await client.closed).code).toBe(1012)
    expect(await stopped, app.logs().join('\n')).toBe(0)
  })

  it('a stop of two processes does not wait for a POST that was sent half to each, and closes clients with 1012 first', async () => {
    const [redis, postgres] = [await startRedis(), await startPostgres()]
    const app = await startApp({ workers: 2, env: { ...OPEN_DOORS, REDIS_URL: redis.url, DATABASE_URL: postgres.url } })
    // The primary gives connections to the processes in turn, so each process has two of both.
    const clients = await Promise.all(Array.from({ length: 4 }, () => connectPlain({ url: app.wsUrl })))
    for (let i = 0; i < 4; i++) await hang(app, HANGING[0][1])
    const stopped = app.stop(DEADLINE_MS)
    for (const client of clients) expect((await client.closed).code).toBe(1012)
    expect(await stopped, app.logs().join('\n')).toBe(0)
    await Promise.all([redis.stop(), postgres.stop()])
  }, 90_000)

  it('a stop of a process whose database hangs does not wait for it either', async () => {
    const postgres = await startPostgres()
    const proxy = await startFaultProxy({ port: postgres.port })
    const app = await startApp({
      env: { DATABASE_URL: proxy.through(postgres.url), SESSION_SECRET: 'a secret that is long enough for one' },
    })
    const client = await connectPlain({ url: app.wsUrl })
    proxy.pause()
    const posted = postForm({ url: app.url, data: 'never acknowledged' }).then(({ status }) => status, () => 'cut')
    await fetch(`${app.url}/healthz`)
    // The line that is expected below shows that the process ended by its own SIGKILL, not by the one after this
    // deadline.
    const stopped = app.stop(3 * DEADLINE_MS)
    expect((await client.closed).code).toBe(1012)
    expect(await stopped).toBe('SIGKILL')
    // What the process said last may be read a good while after its end.
    await expect.poll(() => app.logs().join('\n'), { timeout: DEADLINE_MS }).toContain('did not close in time')
    expect(await posted).not.toBe(200)
    await proxy.close()
    await postgres.stop()
  }, 90_000)
})
