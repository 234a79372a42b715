import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { startChild, type Child } from '../../../../support/children'
import { freePort } from '../../../../support/free-port'
import { connectPlain } from '../../../../support/plain-client'
import { parseScrape } from '../../../../support/prometheus'
import { waitFor } from '../../../../support/wait-for'

const PRIMARY = fileURLToPath(new URL('../../../../support/two-workers.mjs', import.meta.url))
let primary: Child
let folder: string

afterEach(async () => {
  await primary.stop()
  await rm(folder, { recursive: true, force: true })
})

async function start(env: Record<string, string> = {}): Promise<string> {
  folder = await mkdtemp(join(tmpdir(), 'parley-workers-'))
  const port = await freePort()
  primary = startChild(process.execPath, [PRIMARY], { NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), DATA_DIR: folder, ...env })
  await waitFor(() => primary.lines().filter(line => line.includes('"ready"')).length === 2, { timeoutMs: 30_000, what: 'both workers to be ready' })
  return `127.0.0.1:${port}`
}

/** The label of the worker on each sample, and its value. */
async function connectionsOf(host: string) {
  const response = await fetch(`http://${host}/metrics`)
  const scrape = parseScrape(await response.text())
  return scrape.samples('parley_connections').filter(({ labels }) => labels.form === 'plain').map(({ labels, value }) => [labels.worker, value] as const).toSorted()
}

it('shows all workers in one scrape, whichever of them is asked', async () => {
  const host = await start()
  const clients = []
  for (let count = 0; count < 3; count++) clients.push(await connectPlain({ url: `ws://${host}/wb/` }))
  const [first, ...others] = await Promise.all([1, 2, 3, 4].map(() => connectionsOf(host)))
  expect(first?.map(([worker]) => worker)).toEqual(['1', '2'])
  expect(first?.reduce((sum, [, value]) => sum + value, 0)).toBe(3)
  for (const other of others) expect(other).toEqual(first)
  await Promise.all(clients.map(client => client.close()))
})

it('shows the worker that was asked where nobody passes the question on', async () => {
  const host = await start({ RELAY: 'off' })
  expect(await connectionsOf(host)).toEqual([[expect.stringMatching(/^[12]$/), 0]])
})
