import { readFileSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { startApp } from '../../../../support/app'
import { startPostgres } from '../../../../support/postgres'
import { startRedis } from '../../../../support/redis'

/** How often the main thread of a process has waited for something to do: once per wake. */
function wakesOf(pid: number): number {
  return Number(/^voluntary_ctxt_switches:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/task/${pid}/status`, 'utf8'))?.[1])
}

// A clock of prom-client's woke it a hundred times per second, though nobody had read a metric.
it.runIf(process.platform === 'linux')('a process with no peer sleeps: there are seconds in which it is not woken once', async () => {
  const app = await startApp()
  await expect.poll(async () => {
    const before = wakesOf(app.pid)
    await sleep(1_000)
    return wakesOf(app.pid) - before
  }, { timeout: 60_000, interval: 10 }).toBe(0)
  await app.stop()
}, 90_000)

/** As long as the longest wait of a connection to Redis: a shorter look would see a pause between two attempts. */
const LOOK_MS = 10_000

it.runIf(process.platform === 'linux')('a process with no peer is woken less than once per second, with Redis and PostgreSQL, and with both gone', async () => {
  const [redis, postgres] = await Promise.all([startRedis(), startPostgres()])
  const app = await startApp({ env: { REDIS_URL: redis.url, DATABASE_URL: postgres.url, SESSION_SECRET: 'a secret of the tests', RETENTION_EVENTS: '1000' } })
  const wakesPerSecond = async () => {
    const before = wakesOf(app.pid)
    await sleep(LOOK_MS)
    return (wakesOf(app.pid) - before) / (LOOK_MS / 1_000)
  }
  await expect.poll(wakesPerSecond, { timeout: 60_000, interval: 10 }).toBeLessThan(3)
  await Promise.all([redis.stop(), postgres.stop()])
  await expect.poll(wakesPerSecond, { timeout: 100_000, interval: 10 }).toBeLessThan(1)
  await app.stop()
}, 200_000)
