import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../support/app'
import { OPEN_DOORS } from '../support/cluster'
import { gather } from '../support/crowd'
import { expectSame } from '../support/expect-same'
import { inForm } from '../support/form'
import { oneSeed, seededRandom } from '../support/random'

const ROOM = 'channel_1'
const SEED = oneSeed()
/** A hundred people in one process take a second for what one page takes a moment for: on a faster clock that looks like a dead line. */
const CLOCK_FACTOR = 3
const PEOPLE = inForm(15, 100)
const MESSAGES = inForm(600, 6_000)
/** Everybody's line is cut about once a second. */
const CUT_EVERY_MS = 1_000 / PEOPLE

describe('two hundred messages a second, while the lines of all who send and read them are cut all the time', () => {
  let app: TestApp

  beforeAll(async () => {
    app = await startApp({ env: OPEN_DOORS })
  })
  afterAll(() => app?.stop())

  it('are in the log once, and in every list in the order of the log', async () => {
    const random = seededRandom(SEED)
    const crowd = await gather({ count: PEOPLE, url: () => app.url, random, clockFactor: CLOCK_FACTOR })
    const cutting = setInterval(() => random.pick(crowd.tabs).cut(), CUT_EVERY_MS)
    try {
      crowd.talk(ROOM, 200)
      await crowd.acked(MESSAGES)
      crowd.silence()
      clearInterval(cutting)
      const log = await expectSame({ url: app.url, room: ROOM, tabs: crowd.tabs })
      expect(log.length).toBeGreaterThanOrEqual(MESSAGES)
      expect(crowd.tabs.reduce((cuts, tab) => cuts + tab.closes.length, 0)).toBeGreaterThan(PEOPLE)
    }
    finally {
      clearInterval(cutting)
      await crowd.close()
    }
  })
})
