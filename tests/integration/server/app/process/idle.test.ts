import { readFileSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { startApp } from '../../../../support/app'

/** How often the main thread of a process has waited for something to do: once per wake. */
function wakesOf(pid: number): number {
  return Number(
    /^voluntary_ctxt_switches:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/task/${pid}/status`, 'utf8'))?.[1],
  )
}

// A clock of prom-client's woke it a hundred times per second, though no metric was ever read.
it.runIf(process.platform === 'linux')('a process with no peer sleeps: there are seconds in which it is not woken once', async () => {
  const app = await startApp()
  await expect.poll(async () => {
    const before = wakesOf(app.pid)
    await sleep(1_000)
    return wakesOf(app.pid) - before
  }, { timeout: 60_000, interval: 10 }).toBe(0)
  await app.stop()
}, 90_000)
