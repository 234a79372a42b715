import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../../support/app'
import { OPEN_DOORS } from '../../support/cluster'
import { startPostgres, type TestPostgres } from '../../support/postgres'
import { parseScrape } from '../../support/prometheus'

const ROOM = 'channel_1'

let postgres: TestPostgres
let apps: TestApp[]

beforeAll(async () => {
  postgres = await startPostgres()
  const env = { ...OPEN_DOORS, DATABASE_URL: await postgres.createDatabase('consumers'), RETENTION_EVENTS: '5' }
  // One after the other: the first brings the schema.
  apps = [await startApp({ env }), await startApp({ env })]
})
afterAll(async () => {
  await Promise.all(apps?.map(app => app.stop()) ?? [])
  await postgres?.stop()
})

async function owns(app: TestApp): Promise<boolean> {
  const scrape = parseScrape(await (await fetch(`${app.url}/metrics`)).text())
  return scrape.value('parley_consumer_owned', { consumer: 'retention' }) === 1
}

async function send(app: TestApp, count: number) {
  for (let sent = 0; sent < count; sent++) {
    const body = new URLSearchParams({ data: `message ${sent}`, channel: ROOM })
    expect((await fetch(`${app.url}/send/`, { method: 'POST', body })).status).toBe(200)
  }
}

async function kept(app: TestApp): Promise<number> {
  const { messages } = await (await fetch(`${app.url}/api/rooms/${ROOM}/messages`)).json()
  return messages.length
}

describe('a consumer whose process is killed', () => {
  it('is gone on with by the other one, and the operator reads who runs it', async () => {
    await expect
      .poll(async () => (await Promise.all(apps.map(owns))).filter(Boolean).length, { timeout: 10_000 })
      .toBe(1)
    const [first, second] = apps
    const [owner, other] = first && await owns(first) ? [first, second] : [second, first]
    if (!owner || !other) throw new Error('There are two processes.')
    await send(other, 12)
    expect(await kept(other)).toBe(12)
    await owner.kill()
    await expect.poll(() => owns(other), { timeout: 20_000 }).toBe(true)
    await expect.poll(() => kept(other), { timeout: 10_000 }).toBe(5)
  })
})
