import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../support/app'
import { OPEN_DOORS } from '../support/cluster'
import { gather } from '../support/crowd'
import { inForm } from '../support/form'
import { startMembers } from '../support/members'
import { startPostgres, type TestPostgres } from '../support/postgres'
import { oneSeed, seededRandom } from '../support/random'
import { headOf } from '../support/read-log'
import { startScript } from '../support/script'
import { waitFor } from '../support/wait-for'

const ROOM = 'channel_1'
const SEED = oneSeed()

/**
 * People talk, and a script posts; after some acknowledgements, another number each time, `kill` ends something and
 * brings it back.
 */
async function expectNothingLost(app: TestApp, kills: number, kill: () => Promise<void>): Promise<void> {
  const random = seededRandom(SEED)
  const after = await headOf(app.url, ROOM)
  const members = await startMembers(app.url, 2)
  const crowd = await gather({ count: 6, url: () => app.url, random, members })
  const script = startScript(app.url, ROOM, `script-${after}`)
  try {
    crowd.talk(ROOM, 200)
    for (let count = 0; count < kills; count++) {
      await crowd.acked(random.int(1, 40))
      await kill()
    }
    await crowd.acked(50)
    crowd.silence()
    await script.stop()
    const log = await crowd.expectSame({ url: app.url, room: ROOM, after })
    const posted = log.flatMap(({ clientId, seq, text }) => text.startsWith('posted as ') ? [[clientId, seq]] : [])
    expect(posted).toEqual([...script.acks])
  }
  finally {
    void script.stop()
    await crowd.close()
  }
}

async function killAndRestart(app: TestApp): Promise<void> {
  await app.kill()
  await app.restart()
}

describe('kill -9 while messages are acknowledged', () => {
  describe('with the embedded log', () => {
    let app: TestApp

    beforeAll(async () => {
      app = await startApp({ env: OPEN_DOORS })
    })
    afterAll(() => app?.stop())

    it('loses nothing that was acknowledged, and doubles nothing that is sent again', async () => {
      await expectNothingLost(app, inForm(3, 30), () => killAndRestart(app))
    })
  })

  describe('with PostgreSQL', () => {
    let postgres: TestPostgres
    let app: TestApp

    beforeAll(async () => {
      postgres = await startPostgres()
      app = await startApp({ env: { ...OPEN_DOORS, DATABASE_URL: postgres.url } })
    })
    afterAll(async () => {
      await app?.stop()
      await postgres?.stop()
    })

    it('loses nothing that was acknowledged, and doubles nothing that is sent again', async () => {
      await expectNothingLost(app, inForm(3, 30), () => killAndRestart(app))
    })

    it('loses and doubles nothing either when PostgreSQL itself is killed', async () => {
      await expectNothingLost(app, inForm(1, 8), async () => {
        await postgres.kill('SIGKILL')
        // Its orphans have to go first, which takes them a moment.
        await waitFor(() => postgres.restart(), {
          what: 'PostgreSQL to start again',
          timeoutMs: 60_000,
          intervalMs: 200,
        })
      })
    })
  })
})
