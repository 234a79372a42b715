import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../support/app'
import { OPEN_DOORS } from '../support/cluster'
import { gather } from '../support/crowd'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy'
import { inForm } from '../support/form'
import { startMembers, type Members } from '../support/members'
import { startPostgres, type TestPostgres } from '../support/postgres'
import { forEachSeed } from '../support/random'
import { headOf } from '../support/read-log'
import { waitFor } from '../support/wait-for'

const ROOM = 'channel_1'
const CUTS = 6
/** Some commits: the cut falls before, into or after any statement of one, or between COMMIT and its answer. */
const BYTES_MAX = 8_000

describe('a process whose connection to PostgreSQL is cut at any byte while people talk', () => {
  let postgres: TestPostgres
  let proxy: FaultProxy
  let app: TestApp
  let members: Members

  beforeAll(async () => {
    postgres = await startPostgres()
    proxy = await startFaultProxy({ port: postgres.port })
    app = await startApp({ env: { ...OPEN_DOORS, DATABASE_URL: proxy.through(postgres.url) } })
    members = await startMembers(app.url, 2)
  })
  afterAll(async () => {
    await app?.stop()
    await proxy?.close()
    await postgres?.stop()
  })

  it('loses nothing and doubles nothing, whether a commit arrived or not', async () => {
    await forEachSeed(inForm(2, 40), async (random) => {
      const after = await headOf(app.url, ROOM)
      const crowd = await gather({ count: 4, url: () => app.url, random, members })
      try {
        crowd.talk(ROOM, 100)
        for (let cut = 0; cut < CUTS; cut++) {
          await crowd.acked(random.int(1, 10))
          await proxy.cutAfterBytes(random.pick(['toServer', 'toClient']), random.int(1, BYTES_MAX))
        }
        await waitFor(() => crowd.tabs.some(tab => tab.errors.includes('unavailable')), { what: 'a cut to be felt' })
        crowd.silence()
        await crowd.expectSame({ url: app.url, room: ROOM, after })
        expect(new Set(crowd.tabs.flatMap(tab => tab.errors))).toEqual(new Set(['unavailable']))
      }
      finally {
        proxy.heal()
        await crowd.close()
      }
    })
  })
})
