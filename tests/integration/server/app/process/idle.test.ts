import { readFileSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { it, type ExpectStatic } from 'vitest'
import { startApp } from '../../../../support/app'
import { startPostgres } from '../../../../support/postgres'
import { startRedis } from '../../../../support/redis'

/** As long as the longest pause between two checks of one kind: a shorter look could miss them all. */
const LOOK_MS = 10_000

/** How often the main thread of a process has waited for something to do: once per wake. */
function wakesOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/task/${pid}/status`, 'utf8')
  return Number(/^voluntary_ctxt_switches:\s+(\d+)$/m.exec(status)?.[1])
}

/** Waits until the process is woken less than once per second, over all of a look. */
async function expectSleep(pid: number, expect: ExpectStatic): Promise<void> {
  await expect.poll(async () => {
    const before = wakesOf(pid)
    await sleep(LOOK_MS)
    return (wakesOf(pid) - before) / (LOOK_MS / 1_000)
  }, { timeout: 90_000, interval: 10 }).toBeLessThan(1)
}

/** Both tests wait for long. */
const TOGETHER = { concurrent: true, timeout: 120_000 } as const

// A clock of prom-client's woke it a hundred times per second, though nobody had read a metric.
it.runIf(process.platform === 'linux')('a process without peers is woken less than once per second', TOGETHER, async ({ expect }) => {
  const app = await startApp()
  await expectSleep(app.pid, expect)
  await app.stop()
})

// It renewed its users in Redis, though it had none.
it.runIf(process.platform === 'linux')('a process with Redis and PostgreSQL is, too', TOGETHER, async ({ expect }) => {
  const [redis, postgres] = await Promise.all([startRedis(), startPostgres()])
  const app = await startApp({
    env: { REDIS_URL: redis.url, DATABASE_URL: postgres.url, SESSION_SECRET: 'a secret of the tests, of many characters' },
  })
  await expectSleep(app.pid, expect)
  await app.stop()
  await Promise.all([redis.stop(), postgres.stop()])
})
