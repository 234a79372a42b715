import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CLOSE } from '#shared/close-codes'
import { HEARTBEAT_DEADLINE_MS, HEARTBEAT_MS } from '#shared/limits'
import { BACKOFF_FIRST_MS } from '~/client/connection/backoff'
import { PROBE_DEADLINE_MS } from '~/client/connection/heartbeat'
import { startApp, type TestApp } from '../support/app'
import { Tab } from '../support/chat-client'
import { OPEN_DOORS } from '../support/cluster'
import { expectSame } from '../support/expect-same'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy'
import { connectParley, visit } from '../support/parley-client'
import { postForm } from '../support/plain-client'
import { headOf } from '../support/read-log'
import { newVisitor, type Visitor } from '../support/visitor'
import { waitFor } from '../support/wait-for'
import { ManualClock } from '../unit/client/support/manual-clock'
import { FakeSignals } from '../unit/client/support/setup'

const ROOM = 'channel_1'
const HOUR_MS = 3_600_000

/** A page whose time passes only when the test says so, over a real line to a real process. */
describe('a page', () => {
  let app: TestApp
  let proxy: FaultProxy
  let visitor: Visitor
  let clock: ManualClock
  let signals: FakeSignals
  let tab: Tab
  let after: number

  beforeAll(async () => {
    app = await startApp({ env: OPEN_DOORS })
    proxy = await startFaultProxy({ port: app.port, frames: true })
    visitor = await newVisitor(app.url)
  })
  afterAll(async () => {
    await proxy?.close()
    await app?.stop()
  })

  beforeEach(async () => {
    after = await headOf(app.url, ROOM)
    clock = new ManualClock()
    signals = new FakeSignals()
    tab = new Tab({ visitor, url: () => app.url, wsUrl: () => proxy.through(app.wsUrl), clock, signals })
    await tab.open()
    await present()
    tab.send(ROOM, 'said before')
    await waitFor(() => tab.acks.size === 1, { what: 'a first message to be in the log' })
  })
  afterEach(async () => {
    proxy.heal()
    await tab.close()
  })

  const status = () => tab.client.connection().status
  /** A first visit is answered with the newest page of each room, and nothing after it should need that again. */
  const present = () =>
    waitFor(() => tab.client.diagnostics().resets === tab.client.rooms().length, {
      what: 'the page to be in all rooms',
    })
  const expectNoReset = () => expect(tab.client.diagnostics().resets).toBe(tab.client.rooms().length)
  const same = () => expectSame({ url: app.url, room: ROOM, tabs: [tab], after })

  /** Another user writes, edits one of the messages and deletes another, and a script posts. */
  async function missed(): Promise<void> {
    const other = await connectParley({ url: app.wsUrl, cookie: await visit(app.url) })
    const seqs: number[] = []
    for (const index of [0, 1, 2]) {
      other.send({ type: 'send', room: ROOM, clientId: `missed-${index}`, text: `missed ${index}` })
      seqs.push((await other.next('ack')).seq)
    }
    const [edited = 0, deleted = 0] = seqs
    other.send({ type: 'edit', room: ROOM, clientId: 'edit', target: edited, text: 'missed, and better' })
    await other.next('ack')
    other.send({ type: 'delete', room: ROOM, clientId: 'delete', target: deleted })
    await other.next('ack')
    await other.close()
    await postForm({ url: app.url, data: 'missed 3', channel: ROOM })
  }

  /** The page sends a message, and edits one that is in the log. */
  function write(text: string): void {
    tab.send(ROOM, text)
    const [first] = tab.sent
    expect(first && tab.change(first, `${first.text}, ${text}`)).toBe(true)
  }

  /** Everything that is sent is swallowed without an error: the line looks open on both ends. */
  async function becomeZombie(): Promise<void> {
    proxy.hold()
    await missed()
    write('into the void')
    expect(status()).toBe('open')
  }

  /** The page gives the line up, comes back over a good one, and has everything. */
  async function expectResumed(): Promise<void> {
    expect(status()).toBe('waiting')
    expect(tab.client.connection().closed?.code).toBe(CLOSE.HEARTBEAT.code)
    proxy.release()
    clock.advance(BACKOFF_FIRST_MS)
    await same()
    expectNoReset()
  }

  it('a page on a line that is dead but looks open notices by its heartbeat, and has everything it missed', async () => {
    await becomeZombie()
    clock.advance(HEARTBEAT_MS + HEARTBEAT_DEADLINE_MS)
    await expectResumed()
  })

  it('a page that is looked at again on such a line notices by a probe, long before its heartbeat', async () => {
    await becomeZombie()
    signals.give('wake')
    clock.advance(PROBE_DEADLINE_MS)
    await expectResumed()
  })

  it('a page that was frozen for an hour on such a line finds out as soon as its timers run, late as they are', async () => {
    await becomeZombie()
    clock.sleep(HOUR_MS)
    clock.advance(PROBE_DEADLINE_MS)
    await expectResumed()
  })

  it('a page that was frozen for an hour on a good line goes on on the same one', async () => {
    proxy.pause()
    await missed()
    clock.sleep(HOUR_MS)
    expect(status()).toBe('open')
    proxy.resume()
    await same()
    expect(tab.opened).toBe(1)
  })

  it('a page whose browser reports it offline though its line is good keeps that line', async () => {
    signals.give('offline')
    await missed()
    write('written on a train with a good line')
    await same()
    clock.advance(PROBE_DEADLINE_MS)
    expect(status()).toBe('open')
    expect(tab.opened).toBe(1)
  })

  it('a page that is offline asks seldom and keeps what is sent, and is up to date as soon as the line is good again, whatever its browser says', async () => {
    proxy.hold()
    signals.give('offline')
    clock.advance(PROBE_DEADLINE_MS)
    expect(status()).toBe('offline')
    await missed()
    write('written on a train')
    expect(tab.client.waiting()).toBe(2)
    for (let minute = 0; minute < 3; minute++) clock.advance(60_000)
    expect(tab.opened).toBeLessThanOrEqual(1 + 3 * 3)
    expect(tab.client.waiting()).toBe(2)
    proxy.release()
    // Its time stands still while it connects: an attempt takes real time, and its deadline would pass before.
    await waitFor(() => {
      if (status() === 'offline') clock.advance(1_000)
      return status() === 'open'
    }, { what: 'the page to be connected' })
    await same()
    expectNoReset()
  })
})
