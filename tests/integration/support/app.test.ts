import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startApp, type TestApp } from '../../support/app'
import { visit } from '../../support/parley-client'

describe('an app process of the tests', () => {
  let app: TestApp

  beforeAll(async () => {
    app = await startApp()
  })

  afterAll(() => app.stop())

  it('serves the page and says that it is alive', async () => {
    for (const path of ['/', '/healthz']) expect((await fetch(app.url + path)).status).toBe(200)
    expect(typeof await visit(app.url)).toBe('string')
    expect(app.logs().length).toBeGreaterThan(0)
  })

  it('keeps its port and its data folder when it is killed and started again', async () => {
    const before = app.pid
    writeFileSync(join(app.dataDir, 'kept'), '')
    await app.kill()
    await expect(fetch(`${app.url}/healthz`)).rejects.toThrow()
    await app.restart()
    expect(app.pid).not.toBe(before)
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200)
    expect(existsSync(join(app.dataDir, 'kept'))).toBe(true)
  })

  it('ends cleanly on SIGTERM and takes its data folder with it', async () => {
    const other = await startApp()
    expect(await other.stop()).toBe(0)
    expect(existsSync(other.dataDir)).toBe(false)
  })

  it('says so when its port is taken', async () => {
    await expect(startApp({ port: app.port })).rejects.toThrow(`Port ${app.port} can't be used`)
  })

  it('reports how it ended and what it printed when it does not start', async () => {
    await expect(startApp({ env: { NODE_OPTIONS: '--no-such-option' } })).rejects.toThrow(
      /ended \(9\) during its start:\n.*no-such-option/s,
    )
  })
})
