import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { stop } from '../../../../../server/platform/process/stop'

function setup({ hangs = 0, close = async () => {} }: { hangs?: number, close?: () => Promise<unknown> } = {}) {
  const steps: string[] = []
  const sockets = new Set(Array.from({ length: hangs }, (_, n) => ({ destroy: () => steps.push(`destroy ${n}`) })))
  const server = { close: () => steps.push('close server'), closeIdleConnections: () => {} }
  return {
    steps,
    stopped: stop({
      server: server as never,
      sockets: sockets as never,
      close: () => (steps.push('close services'), close()),
    }),
  }
}

describe('a stop', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('a stop with nothing open closes the services at once', async () => {
    const { steps, stopped } = setup()
    await vi.advanceTimersByTimeAsync(25)
    expect(await stopped).toBe(true)
    expect(steps).toEqual(['close server', 'close services'])
  })

  it('cuts off what does not end, before the services are closed', async () => {
    const { steps, stopped } = setup({ hangs: 2 })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await stopped).toBe(true)
    expect(steps).toEqual(['close server', 'destroy 0', 'destroy 1', 'close services'])
  })

  it('takes 2 s at most, whatever hangs', async () => {
    const { stopped } = setup({ hangs: 1, close: () => new Promise(() => {}) })
    await vi.advanceTimersByTimeAsync(2_000)
    expect(await stopped).toBe(false)
  })

  it('ends also when a service can\'t be closed', async () => {
    const { stopped } = setup({ close: () => Promise.reject(new Error('the disk is gone')) })
    await vi.advanceTimersByTimeAsync(100)
    expect(await stopped).toBe(true)
  })
})
