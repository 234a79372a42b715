import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../support/app'
import { OPEN_DOORS } from '../support/cluster'
import { gather } from '../support/crowd'
import { inForm } from '../support/form'
import { startMembers } from '../support/members'
import { oneSeed, seededRandom } from '../support/random'
import { headOf } from '../support/read-log'

const ROOM = 'channel_1'
const SEED = oneSeed()
/**
 * A hundred people in one process take a second for what one page takes a moment for: on a faster clock that looks like
 * a dead line.
 */
const CLOCK_FACTOR = 3
const PEOPLE = inForm(15, 100)
/** Of them so many have an account, and a private room beside. */
const MEMBERS = inForm(4, 20)
const COMMANDS = inForm(600, 6_000)
/** Each client's line is cut about once per second. */
const CUT_EVERY_MS = 1_000 / PEOPLE

describe('two hundred messages, edits and deletions per second, while the lines of all clients are cut all the time', () => {
  let app: TestApp

  beforeAll(async () => {
    app = await startApp({ env: OPEN_DOORS })
  })
  afterAll(() => app?.stop())

  it('are in the log once, and every list is what they made of the log', async () => {
    const random = seededRandom(SEED)
    const members = await startMembers(app.url, MEMBERS)
    const crowd = await gather({ count: PEOPLE, url: () => app.url, random, clockFactor: CLOCK_FACTOR, members })
    const cutting = setInterval(() => random.pick(crowd.tabs).cut(), CUT_EVERY_MS)
    try {
      crowd.talk(ROOM, 200)
      await crowd.acked(COMMANDS)
      crowd.silence()
      clearInterval(cutting)
      const log = await crowd.expectSame({ url: app.url, room: ROOM })
      const [inRoom, inPrivate] = [await headOf(app.url, ROOM), await headOf(app.url, members.room, members.cookie)]
      expect(inRoom + inPrivate).toBeGreaterThanOrEqual(COMMANDS)
      expect(inPrivate).toBeGreaterThan(COMMANDS / 20)
      expect(log.filter(({ editedAt }) => editedAt !== undefined).length).toBeGreaterThan(PEOPLE)
      expect(crowd.tabs.reduce((cuts, tab) => cuts + tab.closes.length, 0)).toBeGreaterThan(PEOPLE)
    }
    finally {
      clearInterval(cutting)
      await crowd.close()
    }
  })
})
