import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHealth } from '../../../../../server/utils/log/health'
import { logger } from '../../../../../server/utils/observe/logger'

beforeEach(() => {
  vi.useFakeTimers()
  logger.level = 'silent'
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the health of the log', () => {
  it('probes after a failure until writing works, without any append', async () => {
    const probe = vi.fn<() => Promise<void>>().mockRejectedValueOnce(new Error('still full')).mockResolvedValue()
    const health = createHealth({ kind: 'sqlite', probe, everyMs: 1_000 })
    health.failed('disk full')
    expect(health.state()).toEqual({ kind: 'sqlite', writable: false, detail: 'disk full' })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(health.state()).toMatchObject({ writable: false, detail: 'still full' })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(health.state()).toEqual({ kind: 'sqlite', writable: true })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(probe).toHaveBeenCalledTimes(2)
  })

  it('runs one probe however many appends fail', async () => {
    const probe = vi.fn(async () => undefined)
    const health = createHealth({ kind: 'sqlite', probe, everyMs: 1_000 })
    for (let i = 0; i < 50; i++) health.failed('disk full')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(probe).toHaveBeenCalledTimes(1)
  })

  it('is well again when an append works before the probe', async () => {
    const probe = vi.fn(async () => undefined)
    const health = createHealth({ kind: 'postgres', probe, everyMs: 1_000 })
    health.failed('cut')
    health.ok()
    expect(health.state()).toEqual({ kind: 'postgres', writable: true })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(probe).not.toHaveBeenCalled()
  })

  it('leaves no timer behind when it is stopped', () => {
    const health = createHealth({ kind: 'sqlite', probe: async () => undefined, everyMs: 1_000 })
    health.failed('disk full')
    health.stop()
    health.failed('closed')
    expect(vi.getTimerCount()).toBe(0)
  })
})
