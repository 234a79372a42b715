import { describe, expect, it } from 'vitest'
import { createHttpServer } from '../../../../../server/platform/process/http-server'

describe('the HTTP server', () => {
  it('waits 10 s for the head of a request, 30 s for all of it, and looks every few seconds', () => {
    const server = createHttpServer(() => {})
    expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 30_000])
    expect(server.timeout).toBeGreaterThan(0)
  })
})
