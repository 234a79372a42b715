import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../support/app'
import { CUT_NAMES } from '../support/cut-plan'
import { inForm, WHOLE } from '../support/form'
import { startPostgres, type TestPostgres } from '../support/postgres'
import { forEachSeed, seeds } from '../support/random'
import { startRedis, type TestRedis } from '../support/redis'
import { openStage, type Stage } from './support/cut-stage'

/** Runs the seeds, and makes sure that they cut what they are meant to cut. */
async function runSeeds(stage: Stage, count: number): Promise<void> {
  const run = seeds(count)
  console.log(`seeds ${run[0]} to ${run.at(-1)}`)
  await forEachSeed(count, stage.play)
  if (run.length === 1) return
  expect(stage.cuts.size).toBeGreaterThan(0)
  if (WHOLE) expect([...stage.cuts.keys()].sort()).toEqual([...CUT_NAMES].sort())
}

describe('connections that are cut before and after any step of the protocol, with one process', () => {
  let app: TestApp
  let stage: Stage

  beforeAll(async () => {
    app = await startApp({ env: { RATE_LIMIT: 'off', MAX_CONNECTIONS_PER_ADDRESS: '100000' } })
    stage = await openStage([app])
  })
  afterAll(async () => {
    await stage?.close()
    await app?.stop()
  })

  it('leave every acknowledged message in the log once, and every list equal to the log', async () => {
    await runSeeds(stage, inForm(40, 1_000))
  }, 3_600_000)
})

describe('connections that are cut before and after any step of the protocol, with two processes, Redis and PostgreSQL', () => {
  let redis: TestRedis
  let postgres: TestPostgres
  let apps: TestApp[] = []
  let stage: Stage

  beforeAll(async () => {
    [redis, postgres] = await Promise.all([startRedis(), startPostgres()])
    const env = {
      REDIS_URL: redis.url,
      DATABASE_URL: await postgres.createDatabase('cuts'),
      SESSION_SECRET: 'a secret that both processes know well',
      RATE_LIMIT: 'off',
      MAX_CONNECTIONS_PER_ADDRESS: '100000',
    }
    apps = await Promise.all([startApp({ env }), startApp({ env })])
    stage = await openStage(apps)
  })
  afterAll(async () => {
    await stage?.close()
    await Promise.all(apps.map(app => app.stop()))
    await Promise.all([redis?.stop(), postgres?.stop()])
  })

  it('leave every acknowledged message in the log once, and every list equal to the log', async () => {
    await runSeeds(stage, inForm(15, 200))
  }, 3_600_000)
})
