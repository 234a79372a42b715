import { beforeEach, describe, expect, it, vi } from 'vitest'
import { LogUnavailableError } from '../../../../../server/core/log/log'
import { startRetention, trimAll } from '../../../../../server/core/log/retention'
import type { TrimRule } from '../../../../../server/core/log/trim-room'
import { logger } from '../../../../../server/platform/logging/logger'

const DAY_MS = 86_400_000

const steps = new Map<string, number>()

/** A log whose rooms have so many whole steps of old events. */
function createLog(todo: Record<string, number>) {
  steps.clear()
  return {
    rooms: vi.fn(async () => Object.keys(todo)),
    trim: vi.fn(async (room: string, _rule: TrimRule) => {
      const done = (steps.get(room) ?? 0) + 1
      steps.set(room, done)
      return done <= (todo[room] ?? 0)
    }),
  }
}

beforeEach(() => {
  logger.level = 'silent'
})
describe('retention', () => {
  it('goes through every room until nothing is left to remove', async () => {
    const log = createLog({ a: 2, b: 0 })
    await trimAll(log, { days: 30, events: null }, 100 * DAY_MS, new AbortController().signal)
    expect([...steps]).toEqual([['a', 3], ['b', 1]])
    expect(log.trim).toHaveBeenCalledWith('a', { before: 70 * DAY_MS, keep: null, step: 200 })
  })

  it('stops between two steps', async () => {
    const stop = new AbortController()
    const log = createLog({ a: 1_000 })
    log.trim.mockImplementation(async () => {
      stop.abort()
      return true
    })
    await expect(trimAll(log, { days: null, events: 5 }, 0, stop.signal)).rejects.toThrow()
    expect(log.trim).toHaveBeenCalledTimes(1)
  })

  it('tries again in the next round when the log can not be written, until it is stopped', async () => {
    const log = createLog({ a: 0 })
    log.trim.mockRejectedValueOnce(new LogUnavailableError('disk full'))
    const retention = startRetention(log, { days: null, events: 5 }, 1)
    await vi.waitFor(() => expect(log.trim.mock.calls.length).toBeGreaterThan(1))
    await retention.stop()
  })
})
