import { pino } from 'pino'
import { vi } from 'vitest'
import type { Bus } from '../../../../../server/core/bus/bus'
import { connectRedis, type RedisLinks } from '../../../../../server/platform/redis/connect'
import { createRedisBus } from '../../../../../server/core/bus/redis'
import { recorder, type Recorder } from './recorder'

/** Notices a half-open link within 400 ms. */
const QUICK_WATCHDOG = { intervalMs: 100, deadlineMs: 300 }

const WAIT = { timeout: 20_000, interval: 20 }

export interface TestProcess {
  readonly bus: Bus
  readonly links: RedisLinks
  readonly record: Recorder
}

/** What processes of the app have of Redis, all in this one; `url` is what `REDIS_URL` is set to. */
export function createProcesses(url: () => string) {
  let opened: { bus: Bus, links: RedisLinks }[] = []

  function open() {
    const links = connectRedis(
      { REDIS_URL: url(), REDIS_PREFIX: 'parley' },
      { logger: pino({ level: 'silent' }), watchdog: QUICK_WATCHDOG },
    )
    if (!links) throw new Error('REDIS_URL was given.')
    const entry = { bus: createRedisBus(links), links }
    opened.push(entry)
    return entry
  }

  return {
    open,
    /** Another process, connected. */
    async started(): Promise<TestProcess> {
      const entry = open()
      const record = recorder()
      await entry.bus.start(record)
      await vi.waitFor(() => {
        if (!entry.bus.state().connected) throw new Error(entry.bus.state().detail ?? 'not connected')
      }, WAIT)
      return { ...entry, record }
    },
    async close() {
      await Promise.all(opened.map(async ({ bus, links }) => {
        await bus.close()
        await links.close()
      }))
      opened = []
    },
  }
}
