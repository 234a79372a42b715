import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CLOSE } from '#shared/close-codes'
import { TEXT_MAX_CHARS } from '#shared/limits'
import { startApp, type TestApp } from '../support/app'
import { OPEN_DOORS } from '../support/cluster'
import { gather, REAL_TIME, type Crowd } from '../support/crowd'
import { expectSame } from '../support/expect-same'
import { inForm } from '../support/form'
import { healthOf, residentBytes } from '../support/health'
import { connectParley, visit, type ParleyClient } from '../support/parley-client'
import { oneSeed, seededRandom } from '../support/random'
import { waitFor } from '../support/wait-for'

const ROOM = 'channel_1'
const SEED = oneSeed()

/** Three bytes a character: a message of 12 kB. */
const LONG_TEXT = '慢'.repeat(TEXT_MAX_CHARS)
const MESSAGE_BYTES = 3 * TEXT_MAX_CHARS
/**
 * What the buffers of the system (up to 10 MB per connection) and the queue of the process (1 MB) hold, and as much
 * again for the time that it takes to notice. One command in eight is a deletion, which is short.
 */
const SAID_MAX = 28_000_000 / MESSAGE_BYTES
/** Others stop reading in place of those who were given up, so often. */
const ROUNDS = inForm(1, 40)
const ROUNDS_MAX = ROUNDS + 5
/** Messages before the memory is measured, so that the process has its working set. */
const WARM_UP = inForm(100, 1_500)
/**
 * Growth of the process that is no leak: garbage comes and goes, up to 120 MB. In the whole form 300 MB are said, which
 * is what keeping it for the slow ones would cost.
 */
const GROWTH_MAX_BYTES = 200_000_000
const SLOW = 4
const READERS = 2
/** Each sends the next when the one before is in the log, so that those who read are never far behind. */
const SENDERS = 8
describe('clients that stop reading while much is said', () => {
  let app: TestApp
  let crowd: Crowd
  let senders: readonly ParleyClient[] = []
  let said = 0

  beforeAll(async () => {
    app = await startApp({ env: OPEN_DOORS })
    crowd = await gather({ count: READERS, url: () => app.url, random: seededRandom(SEED), clockFactor: REAL_TIME })
    senders = await Promise.all(Array.from({ length: SENDERS }, connect))
  })
  afterAll(async () => {
    await Promise.all(senders.map(sender => sender.close()))
    await crowd?.close()
    await app?.stop()
  })

  async function connect(): Promise<ParleyClient> {
    return connectParley({ url: app.wsUrl, cookie: await visit(app.url) })
  }

  /** They all send, edit and delete until `enough` says so. */
  async function say(enough: () => boolean): Promise<void> {
    await Promise.all(senders.map(async (sender) => {
      for (let count = 0, target = 0; !enough(); count++) {
        const frame = { room: ROOM, clientId: `long-${said++}` }
        if (count % 8 === 3) sender.send({ type: 'edit', ...frame, target, text: LONG_TEXT.slice(1) })
        else if (count % 8 === 7) sender.send({ type: 'delete', ...frame, target })
        else sender.send({ type: 'send', ...frame, text: LONG_TEXT })
        const { seq } = await sender.next('ack', 60_000)
        if (count % 4 !== 3) target = seq
      }
    }))
  }

  async function stopReading(): Promise<ParleyClient> {
    const slow = await connect()
    slow.send({ type: 'join', id: 1, room: ROOM })
    await slow.next('joined')
    slow.pause()
    return slow
  }

  /** Some stop reading, and the others speak until those are given up. Gives the codes with which they were closed. */
  async function giveUpSlowOnes(): Promise<number[]> {
    const slow = await Promise.all(Array.from({ length: SLOW }, stopReading))
    const limit = said + SAID_MAX
    let givenUp = false
    const noticed = waitFor(async () => (await healthOf(app)).connections === READERS + SENDERS, {
      what: 'the slow ones to be given up',
      timeoutMs: 250_000,
    }).then(() => {
      givenUp = true
      for (const client of slow) client.resume()
    })
    await say(() => givenUp || said >= limit)
    expect(givenUp).toBe(true)
    await noticed
    return Promise.all(slow.map(async client => (await client.closed).code))
  }

  it('are closed with 4409, cost the process no memory, and disturb no other client', async () => {
    await say(() => said >= WARM_UP)
    const before = residentBytes(app)
    const codes: number[] = []
    for (let round = 0; round < ROUNDS || (round < ROUNDS_MAX && !codes.includes(CLOSE.SLOW.code)); round++)
      codes.push(...await giveUpSlowOnes())
    expect(codes).toContain(CLOSE.SLOW.code)
    // The process waits 3 s for one who reads again; on a machine that is slower than that, only the end of the line
    // arrives.
    expect(codes.filter(code => code !== CLOSE.SLOW.code && code !== CLOSE.ABNORMAL.code)).toEqual([])
    expect(residentBytes(app) - before).toBeLessThan(GROWTH_MAX_BYTES)
    await expectSame({ url: app.url, room: ROOM, tabs: crowd.tabs })
    expect(crowd.tabs.flatMap(tab => tab.closes)).toEqual([])
  })
})
