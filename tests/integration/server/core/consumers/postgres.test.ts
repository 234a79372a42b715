import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLeases } from '../../../../../server/core/consumers/ownership/lease'
import { startConsumers } from '../../../../../server/core/consumers/start'
import { openPostgresLog } from '../../../../../server/core/log/postgres/open'
import { startPostgres, type TestPostgres } from '../../../../support/postgres'
import { drafts } from '../log/drafts'
import { createRecorder, describeConsumers, WAIT } from './conformance'

const TIMES = { lastsMs: 600, renewedEveryMs: 100 }

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

const openLog = async () => openPostgresLog(await postgres.createDatabase('consumers'))

describeConsumers('PostgreSQL', openLog, ({ db }) => createLeases(db, TIMES))

describe('a consumer of two processes', () => {
  it('belongs to one, and to the other as soon as that one stops', async () => {
    const url = await postgres.createDatabase('owners')
    const logs = await Promise.all([1, 2].map(() => openPostgresLog(url)))
    await logs[0]?.ensureRooms(['a'])
    const processes = logs.map((log) => {
      const { consumer, got } = createRecorder()
      return { got, log, running: startConsumers(log, [consumer], { ownership: createLeases(log.db), tickMs: 20 }) }
    })
    for (const draft of drafts('a', 20)) await logs[0]?.append(draft)
    await expect.poll(() => processes.map(({ got }) => got.length).sort(), WAIT).toEqual([0, 20])

    const owner = processes.find(({ got }) => got.length > 0)
    const other = processes.find(({ got }) => got.length === 0)
    expect([owner, other].map(each => each?.running.tallies[0]?.owned)).toEqual([true, false])
    await owner?.running.stop()
    for (const draft of drafts('a', 3, 'd')) await logs[0]?.append(draft)
    await expect.poll(() => other?.got, WAIT).toEqual(['a:21', 'a:22', 'a:23'])
    expect(owner?.got.length).toBe(20)
    await other?.running.stop()
    await Promise.all(logs.map(log => log.close()))
  })
})

describe('a lease', () => {
  it('is one process\'s until it ends, whatever the others ask, and can be given up', async () => {
    const log = await openLog()
    const [one, two] = [createLeases(log.db), createLeases(log.db)]
    expect([await one.hold('x'), await two.hold('x'), await two.hold('y'), await one.hold('y')]).toEqual([
      true, false, true, false,
    ])
    expect(await one.hold('x')).toBe(true)
    await one.release()
    expect([await two.hold('x'), await one.hold('x')]).toEqual([true, false])
    await log.close()
  })

  it('a lease of a process that is gone without a word goes to another one when it ends', async () => {
    const log = await openLog()
    const [gone, other] = [createLeases(log.db, TIMES), createLeases(log.db, TIMES)]
    expect([await gone.hold('x'), await other.hold('x')]).toEqual([true, false])
    await expect.poll(() => other.hold('x'), WAIT).toBe(true)
    expect(await gone.hold('x')).toBe(false)
    await log.close()
  })
})
