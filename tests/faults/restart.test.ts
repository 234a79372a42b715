import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../support/app'

describe('a process that is ended in any way', () => {
  let app: TestApp

  beforeAll(async () => {
    app = await startApp()
  })

  afterAll(() => app.stop())

  it.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)('serves again on the same data after %s', async (signal) => {
    app.signal(signal)
    await app.restart()
    expect((await fetch(app.url, { headers: { accept: 'text/html' } })).status).toBe(200)
  })
})
