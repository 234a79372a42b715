import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CLOSE } from '#shared/close-codes'
import { Tab } from '../support/chat-client'
import { startCluster, type Cluster } from '../support/cluster'
import { gather, REAL_TIME } from '../support/crowd'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy'
import { removeMember, startMembers, type Members } from '../support/members'
import { connectParley, type ParleyClient } from '../support/parley-client'
import { ask, signIn, type Account } from '../support/people'
import { oneSeed, seededRandom } from '../support/random'
import { readLog } from '../support/read-log'
import { refusal } from '../support/rooms'
import { waitFor } from '../support/wait-for'

const CHANNEL = 'channel_1'
const SEED = oneSeed()

/** What a member may ask of a private room. */
const READERS = ['', '/messages', '/members', '/seen?seq=1', '/invites']

interface Sender { readonly client: ParleyClient, readonly acks: () => number, stop(): void }

/** Sends one message after the other, as long as they are answered. */
function startSender(client: ParleyClient, room: string): Sender {
  let on = true
  let acks = 0
  void (async () => {
    for (let count = 0; on; count++) {
      const clientId = `s${count}`
      client.send({ type: 'send', room, clientId, text: `sent ${count}` })
      const answer = await client.waitFor(
        event => (event.type === 'ack' || event.type === 'error') && event.clientId === clientId,
      )
      if (answer.type === 'ack') acks++
    }
  })().catch(() => {}) // The connection was closed.
  return { client, acks: () => acks, stop: () => void (on = false) }
}

describe('a private room on two processes under load', () => {
  let cluster: Cluster
  let members: Members
  let ada: Account
  let bob: Account
  let cleo: Account

  beforeAll(async () => {
    cluster = await startCluster()
  })
  afterAll(() => cluster?.stop())
  beforeEach(async () => {
    members = await startMembers(cluster.apps[0].url, 3)
    const [first, second, third] = members.accounts
    if (!first || !second || !third) throw new Error('Three accounts were made.')
    ;[ada, bob, cleo] = [first, second, third]
  })

  const talking = () => gather({
    count: 2, url: index => cluster.apps[index === 0 ? 0 : 1].url, random: seededRandom(SEED), clockFactor: REAL_TIME,
    members: { ...members, accounts: [ada, cleo] },
  })

  async function enter(app: 0 | 1, { cookie }: Pick<Account, 'cookie'>): Promise<ParleyClient> {
    const client = await connectParley({ url: cluster.apps[app].wsUrl, cookie })
    await client.next('hello')
    client.send({ type: 'join', id: 1, room: members.room })
    await client.next('joined')
    return client
  }

  it('keeps what a member wrote during a cut in which they were removed, shows them why, and leaves them no way in', async () => {
    const [one, two] = cluster.apps
    const proxy: FaultProxy = await startFaultProxy({ port: two.port, frames: true })
    const crowd = await talking()
    const page = new Tab({
      visitor: bob,
      url: () => two.url,
      wsUrl: () => proxy.through(two.wsUrl),
      random: seededRandom(SEED).next,
    })
    const shown = () => page.client.room(members.room).view()
    await page.open()
    await waitFor(() => shown()?.status === 'ready', { what: 'the page to show the room' })
    page.client.open(members.room)
    const other = startSender(await enter(0, bob), members.room)
    crowd.talk(CHANNEL, 60)
    page.send(members.room, 'said in time')
    await waitFor(() => page.client.waiting() === 0 && other.acks() > 5, {
      what: 'both devices to have said something',
    })

    proxy.welcome('reset')
    proxy.cut()
    await waitFor(() => page.client.connection().status !== 'open', { what: 'the line to be cut' })
    const words = [1, 2, 3].map(count => `said during the cut ${count}`)
    for (const text of words) page.send(members.room, text)
    expect(await removeMember(one.url, members, bob)).toBe(200)
    await crowd.acked(20)
    proxy.heal()
    page.client.reconnectNow()

    await waitFor(() => expect(shown()).toMatchObject({ gone: true }), { what: 'the page to know', timeoutMs: 30_000 })
    const kept = shown()?.items.flatMap(item => item.kind === 'message' && item.seq === null ? [item] : [])
    expect(kept).toMatchObject(words.map(text => ({ text, state: 'failed', error: 'not_found' })))
    await page.reload('leave')
    await waitFor(() =>
      expect(page.client.unsent().map(({ text, why }) => ({ text, why }))).toEqual(
        words.map(text => ({ text, why: 'room_gone' })),
      ),
    )
    for (const { url } of cluster.apps) {
      const asked = () =>
        Promise.all(READERS.map(path => refusal(url, `GET /api/rooms/${members.room}${path}`, undefined, bob)))
      await waitFor(async () => expect(await asked()).toEqual(READERS.map(() => 'not_found')))
      expect(await refusal(url, 'POST /send/', { data: 'late', channel: members.room }, bob)).toBe('not_found')
    }

    await other.client.waitFor(event => event.type === 'rooms' && event.gone.includes(members.room))
    crowd.silence()
    await crowd.expectSame({ url: one.url, room: CHANNEL })
    const gone = other.client.events.findIndex(event => event.type === 'rooms' && event.gone.includes(members.room))
    expect(
      other.client.events
        .slice(gone)
        .filter(event => 'seq' in event && 'room' in event && event.room === members.room),
    ).toEqual([])
    const log = await readLog(one.url, members.room, 0, members.cookie)
    const own = log.filter(({ author }) => author.id === bob.session.user.id)
    expect(own).toHaveLength(other.acks() + 1)
    expect(own.filter(({ text }) => words.includes(text))).toEqual([])
    // What others said after the last word of the removed member goes on.
    expect(log.at(-1)?.seq).toBeGreaterThan(own.at(-1)?.seq ?? Infinity)
    other.stop()
    await Promise.all([other.client.close(), page.close(), crowd.close()])
    await proxy.close()
  })

  it('hears no more of a sign-in that was ended while Redis was dead, on either process', async () => {
    const [one, two] = cluster.apps
    const device = await signIn(one.url, bob.handle)
    const crowd = await talking()
    crowd.talk(CHANNEL, 40)
    const near = startSender(await enter(0, device), members.room)
    const far = startSender(await enter(1, device), members.room)
    await waitFor(() => near.acks() > 0 && far.acks() > 0, { what: 'both to be acknowledged' })
    await cluster.redis.kill()
    await cluster.connected(false)
    expect((await ask(one.url, 'DELETE /api/sign-ins', undefined, bob.cookie)).status).toBe(200)
    expect((await near.client.closed).code).toBe(CLOSE.POLICY.code)
    expect((await far.client.closed).code).toBe(CLOSE.POLICY.code)
    for (const { url, wsUrl } of [one, two]) {
      expect(await refusal(url, 'POST /send/', { data: 'late', channel: members.room }, device)).toMatch(
        /unauthorized|not_found/,
      )
      const again = await connectParley({ url: wsUrl, cookie: device.cookie })
      expect((await again.closed).code).toBe(CLOSE.POLICY.code)
    }
    crowd.silence()
    await cluster.redis.restart()
    await cluster.connected()
    await crowd.expectSame({ url: one.url, room: CHANNEL })
    const log = await readLog(one.url, members.room, 0, members.cookie)
    const own = log.filter(({ author }) => author.id === bob.session.user.id)
    // The last word of each may have been stored while its connection ended.
    expect(own.length - near.acks() - far.acks()).toBeLessThanOrEqual(2)
    expect(own.filter(({ text }) => text === 'late')).toEqual([])
    await crowd.close()
  }, 150_000)
})
