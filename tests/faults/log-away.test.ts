import { statSync } from 'node:fs'
import { join } from 'node:path'
import { execaSync } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TimelineMessage } from '~/client/types'
import { startApp, type TestApp } from '../support/app'
import type { Tab } from '../support/chat-client'
import { OPEN_DOORS } from '../support/cluster'
import { gather } from '../support/crowd'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy'
import { WHOLE } from '../support/form'
import { healthOf } from '../support/health'
import { changeOne } from '../support/load'
import { startMembers } from '../support/members'
import { connectParley, visit } from '../support/parley-client'
import { startPostgres, type TestPostgres } from '../support/postgres'
import { oneSeed, seededRandom } from '../support/random'
import { headOf } from '../support/read-log'
import { waitFor } from '../support/wait-for'

const ROOM = 'channel_1'
const SEED = oneSeed()

/** How many messages of the room this tab shows so. */
function waitingIn({ client }: Tab, matches: (item: TimelineMessage) => boolean): number {
  return client.room(ROOM).view()?.items.filter(item => item.kind === 'message' && matches(item)).length ?? 0
}

interface Outage { readonly begin: () => void | Promise<void>, readonly end: () => void | Promise<void> }

/** People write while the log can't be written; it comes back, and all that they wrote is there. */
async function expectNothingLost(app: TestApp, { begin, end }: Outage): Promise<void> {
  const after = await headOf(app.url, ROOM)
  const members = await startMembers(app.url, 2)
  const crowd = await gather({ count: 4, url: () => app.url, random: seededRandom(SEED), members })
  const [cleo, , ada, bob] = crowd.tabs
  try {
    crowd.talk(ROOM, 50)
    await crowd.acked(60)
    crowd.silence()
    await waitFor(() => crowd.tabs.every(tab => tab.client.waiting() === 0), { what: 'all to be sent' })
    await begin()
    for (const tab of crowd.tabs) {
      for (let count = 0; count < 5; count++) tab.send(ROOM, `while the log is away ${count}`)
      for (const number of [0, 1, 2]) expect(changeOne(tab, ROOM, number)).toBe(true)
    }
    cleo?.send(members.room, 'to the members, while the log is away')
    await waitFor(() => crowd.tabs.every(tab => tab.errors.includes('unavailable')), {
      what: 'everybody to be told to try again',
      timeoutMs: 60_000,
    })
    await waitFor(async () => !(await healthOf(app)).log.writable, { what: 'the process to say that its log is away' })

    // Clients that come back meanwhile are answered from memory; what their users wrote is kept and shown as on its
    // way.
    bob?.cut()
    await waitFor(() => bob?.opened === 2 && bob.client.connection().status === 'open', {
      what: 'a page to come back',
      timeoutMs: 60_000,
    })
    await ada?.reload('crash')
    // The page of the room comes after the start of a client, and the changes stand at its messages.
    await waitFor(() => {
      const own = crowd.tabs.map(tab => waitingIn(tab, item => item.seq === null && item.state === 'sending'))
      const changing = crowd.tabs.map(tab => waitingIn(tab, item => item.change !== null))
      expect({ own, changing }).toEqual({ own: crowd.tabs.map(() => 5), changing: crowd.tabs.map(() => 3) })
    }, { what: 'everything that was written to be shown as on its way', timeoutMs: 60_000 })
    await end()
    await crowd.expectSame({ url: app.url, room: ROOM, after })
    await waitFor(async () => (await healthOf(app)).log.writable, { what: 'the process to say that its log is back' })
  }
  finally {
    await crowd.close()
  }
}

describe('users who write while the log is away are asked to wait, keep their texts, and have them sent when it is back', () => {
  describe('in the embedded log', () => {
    let app: TestApp

    beforeAll(async () => {
      app = await startApp({ env: OPEN_DOORS })
    })
    afterAll(() => app?.stop())

    /** A limit on the size of files is the full disk that a test can give to one process, and take away again. */
    const limitFiles = (bytes: number | 'unlimited') =>
      execaSync('prlimit', [`--pid=${app.pid}`, `--fsize=${bytes}:unlimited`])

    it('users who write to an embedded log whose disk is full are asked to wait, and lose nothing', async () => {
      await expectNothingLost(app, {
        begin: () => void limitFiles(statSync(join(app.dataDir, 'parley.db-wal')).size),
        end: () => void limitFiles('unlimited'),
      })
    })
  })

  describe('in a PostgreSQL', () => {
    let app: TestApp
    let postgres: TestPostgres
    let proxy: FaultProxy

    beforeAll(async () => {
      postgres = await startPostgres()
      proxy = await startFaultProxy({ port: postgres.port })
      app = await startApp({ env: { ...OPEN_DOORS, DATABASE_URL: proxy.through(postgres.url) } })
    })
    afterAll(async () => {
      await app?.stop()
      await proxy?.close()
      await postgres?.stop()
    })

    it('users who write to a PostgreSQL that is stopped and started again are asked to wait, and lose nothing', async () => {
      await expectNothingLost(app, { begin: () => postgres.kill('SIGINT'), end: () => postgres.restart() })
    })

    it('a PostgreSQL that hangs leaves the lines alone: a ping is answered while a message waits', async () => {
      const client = await connectParley({ url: app.wsUrl, cookie: await visit(app.url) })
      await client.next('hello')
      proxy.pause()
      client.send({ type: 'send', room: ROOM, clientId: 'waits', text: 'waits for the log' })
      client.send({ type: 'ping' })
      expect(await client.next('pong')).toMatchObject({ heads: {} })
      proxy.resume()
      expect(await client.next('ack', 60_000)).toMatchObject({ clientId: 'waits' })
      await client.close()
    })

    // Only time separates a database that hangs from one that is slow: 15 s of it.
    if (WHOLE) {
      it('users who write to a PostgreSQL that hangs are asked to wait, and lose nothing', async () => {
        await expectNothingLost(app, { begin: () => proxy.pause(), end: () => proxy.resume() })
      })
    }
  })
})
