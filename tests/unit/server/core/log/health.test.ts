import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHealth, probeDelayMs } from '../../../../../server/core/log/health'
import { LogDamagedError, LogUnavailableError, UnstorableError } from '../../../../../server/core/log/log'
import { logger } from '../../../../../server/platform/logging/logger'

const unavailable = (reason: string) => new LogUnavailableError(reason)
const moved = (file: string) => new LogUnavailableError(`${file} was moved`, undefined, 'files')

beforeEach(() => {
  vi.useFakeTimers()
  logger.level = 'silent'
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('the health of the log', () => {
  it('probes after a failure until writing works, without any append', async () => {
    const probe = vi.fn<() => Promise<void>>().mockRejectedValueOnce(new Error('still full')).mockResolvedValue()
    const health = createHealth({ kind: 'sqlite', probe, everyMs: 1_000 })
    health.failed(unavailable('disk full'), 'write')
    expect(health.state()).toEqual({ kind: 'sqlite', writable: false, problem: 'unavailable', detail: 'disk full' })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(health.state()).toMatchObject({ writable: false, detail: 'still full' })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(health.state()).toEqual({ kind: 'sqlite', writable: true })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(probe).toHaveBeenCalledTimes(2)
  })

  it('probes ever less often while nothing helps, at least every five seconds', () => {
    expect([0, 1, 4, 5, 6, 7, 1_000].map(probe => probeDelayMs(probe, 1_000))).toEqual([
      1_000, 1_000, 1_000, 2_000, 4_000, 5_000, 5_000,
    ])
  })

  it('runs one probe however many appends fail', async () => {
    const probe = vi.fn(async () => undefined)
    const health = createHealth({ kind: 'sqlite', probe, everyMs: 1_000 })
    for (let i = 0; i < 50; i++) health.failed(unavailable('disk full'), 'write')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(probe).toHaveBeenCalledTimes(1)
  })

  it('is well again when an append works before the probe', async () => {
    const probe = vi.fn(async () => undefined)
    const health = createHealth({ kind: 'postgres', probe, everyMs: 1_000 })
    health.failed(unavailable('cut'), 'write')
    health.ok()
    expect(health.state()).toEqual({ kind: 'postgres', writable: true })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(probe).not.toHaveBeenCalled()
  })

  it('leaves no timer behind when it is stopped', () => {
    const health = createHealth({ kind: 'sqlite', probe: async () => undefined, everyMs: 1_000 })
    health.failed(unavailable('disk full'), 'write')
    health.stop()
    health.failed(unavailable('closed'), 'write')
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('what the operator reads of the health of the log', () => {
  const failing = () => {
    const error = vi.spyOn(logger, 'error').mockImplementation(() => {})
    const health = createHealth({ kind: 'sqlite', probe: async () => undefined, everyMs: 1_000_000 })
    return {
      health,
      reasons: () => error.mock.calls.map(([fields]) => fields).map(fields => Reflect.get(Object(fields), 'reason')),
    }
  }

  it('is one line for an outage of writing, whatever words its failures have', () => {
    const { health, reasons } = failing()
    for (const reason of ['disk full', 'disk full', 'disk nearly full']) health.failed(unavailable(reason), 'write')
    expect(reasons()).toEqual(['disk full'])
  })

  it('is one line for each file that is not where it was', () => {
    const { health, reasons } = failing()
    for (const file of ['parley.db-wal', 'parley.db-wal', 'parley.db']) health.failed(moved(file), 'write')
    expect(reasons()).toEqual(['parley.db-wal was moved', 'parley.db was moved'])
    expect(health.state()).toMatchObject({ writable: false, problem: 'files', detail: 'parley.db was moved' })
  })

  it('is one line a minute for a reason that reading fails, and writing goes on', async () => {
    const { health, reasons } = failing()
    for (const reason of ['disk error', 'disk error', 'lost connection']) health.failed(unavailable(reason), 'read')
    expect(reasons()).toEqual(['disk error', 'lost connection'])
    expect(health.state()).toEqual({ kind: 'sqlite', writable: true })
    await vi.advanceTimersByTimeAsync(61_000)
    health.failed(unavailable('disk error'), 'read')
    expect(reasons()).toHaveLength(3)
  })

  it('is the damage, once for each, which is counted and stays when a write works', () => {
    const { health, reasons } = failing()
    for (const page of [7, 7, 9]) health.failed(new LogDamagedError(`page ${page} is damaged`), 'read')
    health.ok()
    expect(reasons()).toEqual(['page 7 is damaged', 'page 9 is damaged'])
    expect(health.state()).toEqual({
      kind: 'sqlite',
      writable: true,
      problem: 'damaged',
      detail: 'page 7 is damaged',
      damage: 3,
    })
  })

  it('says that the log can not be written where a write met damage', () => {
    const { health } = failing()
    health.failed(new LogDamagedError('page 7 is damaged'), 'write')
    expect(health.state()).toMatchObject({ writable: false, problem: 'damaged', damage: 1 })
  })

  it('leaves a message that can not be stored to its sender', () => {
    const { health, reasons } = failing()
    health.failed(new UnstorableError('too large'), 'write')
    expect(reasons()).toEqual([])
    expect(health.state()).toEqual({ kind: 'sqlite', writable: true })
  })
})
