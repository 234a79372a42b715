import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import * as z from 'zod/mini'
import type { TestApp } from './app'

const healthSchema = z.object({
  pid: z.int(),
  connections: z.int(),
  bus: z.object({ connected: z.boolean() }),
  log: z.object({ writable: z.boolean(), reads: z.int() }),
})

/** The health report of a process. */
export async function healthOf(app: TestApp): Promise<z.infer<typeof healthSchema>> {
  return healthSchema.parse(await (await fetch(`${app.url}/healthz`)).json())
}

/** Resident memory of a process, in bytes. */
export function residentBytes({ pid }: TestApp): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  if (kilobytes === undefined) throw new Error(`The system does not report the memory of process ${pid}.`)
  return Number(kilobytes) * 1024
}

/** Log lines about uncaught errors. */
export function unheard(app: TestApp): string[] {
  return app.logs().filter(line => /unhandled|uncaught/i.test(line))
}

/** Number of open sockets of a process, its listening one included. */
export function openSockets({ pid }: TestApp): number {
  const folder = `/proc/${pid}/fd`
  const isSocket = (descriptor: string) => {
    try {
      return readlinkSync(`${folder}/${descriptor}`).startsWith('socket:')
    }
    catch {
      return false // Closed in the meantime.
    }
  }
  return readdirSync(folder).filter(isSocket).length
}
