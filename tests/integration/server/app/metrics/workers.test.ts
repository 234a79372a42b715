import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { startApp } from '../../../../support/app'
import { startChild } from '../../../../support/children'
import { OPEN_DOORS } from '../../../../support/cluster'
import { freePort } from '../../../../support/free-port'
import { connectPlain } from '../../../../support/plain-client'
import { startPostgres } from '../../../../support/postgres'
import { parseScrape } from '../../../../support/prometheus'
import { startRedis } from '../../../../support/redis'
import { waitFor } from '../../../../support/wait-for'

const OTHER_MANAGER = fileURLToPath(new URL('../../../../support/other-manager.mjs', import.meta.url))

/** The label of the worker on each sample of the plain connections, and its value. */
async function connectionsOf(url: string) {
  const response = await fetch(`${url}/metrics`)
  const scrape = parseScrape(await response.text())
  return scrape
    .samples('parley_connections')
    .filter(({ labels }) => labels.wire === 'plain')
    .map(({ labels, value }) => [labels.worker, value] as const)
    .toSorted()
}

it('shows all workers of a cluster in one scrape, whichever of them is asked', async () => {
  const [redis, postgres] = await Promise.all([startRedis(), startPostgres()])
  onTestFinished(async () => void await Promise.all([redis.stop(), postgres.stop()]))
  const app = await startApp({ workers: 2, env: { ...OPEN_DOORS, REDIS_URL: redis.url, DATABASE_URL: postgres.url } })
  onTestFinished(async () => void await app.stop())
  const clients = []
  for (let count = 0; count < 3; count++) clients.push(await connectPlain({ url: app.wsUrl }))
  const [first, ...others] = await Promise.all([1, 2, 3, 4].map(() => connectionsOf(app.url)))
  expect(first?.map(([worker]) => worker)).toEqual(['1', '2'])
  expect(first?.reduce((sum, [, value]) => sum + value, 0)).toBe(3)
  for (const other of others) expect(other).toEqual(first)
  await Promise.all(clients.map(client => client.close()))
})

it('shows the one that was asked under a process manager that passes nothing on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-workers-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const port = await freePort()
  const manager = startChild(process.execPath, [OTHER_MANAGER], {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: folder,
  })
  onTestFinished(async () => void await manager.stop())
  await waitFor(() => manager.lines().filter(line => line.includes('"ready"')).length === 2, {
    timeoutMs: 30_000,
    what: 'both to be ready',
  })
  expect(await connectionsOf(`http://127.0.0.1:${port}`)).toEqual([[expect.stringMatching(/^[12]$/), 0]])
})
