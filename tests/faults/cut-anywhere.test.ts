import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../support/app'
import { OPEN_DOORS, startCluster, type Cluster } from '../support/cluster'
import { CUT_NAMES } from '../support/cut-plan'
import { inForm, WHOLE } from '../support/form'
import { forEachSeed, seeds } from '../support/random'
import { openStage, type Stage } from './support/cut-stage'

/** Runs the seeds, and makes sure that they cut what they are meant to cut. */
async function expectAllForSeeds(stage: Stage, count: number): Promise<void> {
  await forEachSeed(count, stage.play)
  if (seeds(count).length === 1) return
  expect(stage.cuts.size).toBeGreaterThan(0)
  if (WHOLE) expect([...stage.cuts.keys()].sort()).toEqual([...CUT_NAMES].sort())
}

describe('connections that are cut before and after any step of the protocol, with one process', () => {
  let app: TestApp
  let stage: Stage

  beforeAll(async () => {
    app = await startApp({ env: OPEN_DOORS })
    stage = await openStage([app])
  })
  afterAll(async () => {
    await stage?.close()
    await app?.stop()
  })

  it('leave every acknowledged message in the log once, and every list equal to the log', async () => {
    await expectAllForSeeds(stage, inForm(40, 1_000))
  }, 3_600_000)
})

describe('connections that are cut before and after any step of the protocol, with two processes, Redis and PostgreSQL', () => {
  let cluster: Cluster
  let stage: Stage

  beforeAll(async () => {
    cluster = await startCluster()
    stage = await openStage(cluster.apps)
  })
  afterAll(async () => {
    await stage?.close()
    await cluster?.stop()
  })

  it('leave every acknowledged message in the log once, and every list equal to the log', async () => {
    await expectAllForSeeds(stage, inForm(15, 200))
  }, 3_600_000)
})
