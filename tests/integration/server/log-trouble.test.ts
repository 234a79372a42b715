import {
  closeSync, cpSync, mkdirSync, mkdtempSync, openSync, readdirSync, renameSync, rmSync, statSync, writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { SERVER_ENTRY } from '../../../scripts/lib/paths.mjs'
import { startApp, type TestApp } from '../../support/app'
import { startChild } from '../../support/children'
import { OPEN_DOORS } from '../../support/cluster'
import { freePort } from '../../support/free-port'
import { parseScrape } from '../../support/prometheus'
import { readLog } from '../../support/read-log'
import { waitFor } from '../../support/wait-for'

const ROOM = 'channel_1'

const readySchema = z.object({ log: z.object({ problem: z.optional(z.string()) }) })

let folder: string
let dataDir: string
let app: TestApp

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-trouble-'))
  dataDir = join(folder, 'data')
  app = await startApp({ dataDir, env: { RATE_LIMIT: OPEN_DOORS.RATE_LIMIT } })
})
afterEach(async () => {
  await app?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const send = (data: string) =>
  fetch(`${app.url}/send/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ data, channel: ROOM }),
  })

async function readiness(): Promise<{ status: number, problem: string | undefined }> {
  const response = await fetch(`${app.url}/readyz`)
  const { log } = readySchema.parse(await response.json())
  return { status: response.status, problem: log.problem }
}

async function metric(name: string, labels: Record<string, string> = {}) {
  return parseScrape(await (await fetch(`${app.url}/metrics`)).text()).value(name, labels)
}

const reasons = () => app.logs().filter(line => line.includes('"reason"'))

describe('an operator whose data folder is moved away under the running server', () => {
  it('reads why in the output, in /readyz and in the metrics, senders are refused, and all is well when it is back', async () => {
    for (let count = 1; count <= 10; count++) expect((await send(`message ${count}`)).status).toBe(200)
    renameSync(dataDir, join(folder, 'away'))
    await waitFor(async () => expect(await readiness()).toEqual({ status: 503, problem: 'files' }), {
      timeoutMs: 15_000,
    })
    const refused = await send('refused')
    expect(refused.status).toBe(503)
    expect(await refused.json()).toMatchObject({ error: { code: 'unavailable' } })
    expect(await metric('parley_log_problem', { problem: 'files' })).toBe(1)
    expect(await metric('parley_log_writable')).toBe(0)
    expect(reasons()).toEqual([expect.stringContaining('parley.db was moved or removed while the server was running')])

    renameSync(join(folder, 'away'), dataDir)
    await waitFor(async () => expect(await readiness()).toEqual({ status: 200, problem: undefined }), {
      timeoutMs: 15_000,
    })
    expect((await send('message 11')).status).toBe(200)
    expect((await readLog(app.url, ROOM)).map(({ text }) => text)).toEqual(
      Array.from({ length: 11 }, (_, i) => `message ${i + 1}`),
    )
  })
})

describe('an operator whose database is damaged under the running server', () => {
  it('reads it once in the output, in /readyz and in the metrics, and users are not asked to try again', async () => {
    for (let count = 1; count <= 150; count++) await send(`message ${count} ${'x'.repeat(2_000)}`)
    await app.restart()
    const file = join(dataDir, 'parley.db')
    const pages = statSync(file).size / 4_096
    const descriptor = openSync(file, 'r+')
    for (let page = 20; page < pages * 0.9; page++) writeSync(descriptor, Buffer.alloc(64, 0xA5), 0, 64, page * 4_096)
    closeSync(descriptor)
    for (let time = 0; time < 3; time++) {
      const answer = await fetch(`${app.url}/api/rooms/${ROOM}/messages?before=100`)
      expect(answer.status).toBe(500)
      expect(await answer.json()).toEqual({ error: { code: 'internal', message: expect.stringContaining('damaged') } })
    }
    expect(await readiness()).toEqual({ status: 503, problem: 'damaged' })
    expect(await metric('parley_log_damage_total')).toBeGreaterThanOrEqual(3)
    expect(reasons()).toEqual([expect.stringMatching(/is damaged.*npm run restore/)])
  })
})

describe('an operator whose log is gone', () => {
  it('is warned at the start that it is empty beside an older secret', async () => {
    await app.stop()
    for (const name of readdirSync(dataDir).filter(each => each.startsWith('parley.db'))) rmSync(join(dataDir, name))
    await app.restart()
    expect(app.logs().join('\n')).toContain('The log is new and empty, though the session secret beside it is older')
  })
})

describe('a build', () => {
  it('serves its page from a folder of any name', async () => {
    const odd = join(folder, 'p (1) [a] 100% #1 ü $x \'q\'')
    mkdirSync(odd)
    cpSync(dirname(dirname(SERVER_ENTRY)), join(odd, '.output'), { recursive: true })
    const port = await freePort()
    const child = startChild(process.execPath, [join(odd, '.output', 'server', 'index.mjs')], {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: join(odd, 'data'),
    })
    try {
      const page = await waitFor(async () => {
        const response = await fetch(`http://127.0.0.1:${port}/`)
        return { status: response.status, text: await response.text() }
      }, { timeoutMs: 30_000 })
      expect(page.status).toBe(200)
      const [, script = ''] = /<script[^>]+src="(\/_nuxt\/[^"]+)"/.exec(page.text) ?? []
      expect((await fetch(`http://127.0.0.1:${port}${script}`)).status).toBe(200)
      expect(
        (
          await fetch(`http://127.0.0.1:${port}/send/`, {
            method: 'POST',
            body: new URLSearchParams({ data: 'hello', channel: ROOM }),
          })
        ).status,
      ).toBe(200)
    }
    finally {
      await child.stop()
    }
  })
})
