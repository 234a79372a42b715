import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import * as z from 'zod/mini'
import type { TestApp } from './app'

const healthSchema = z.object({
  pid: z.int(),
  connections: z.int(),
  bus: z.object({ connected: z.boolean() }),
  log: z.object({ writable: z.boolean(), reads: z.int() }),
})

/** What the process says of itself. */
export async function healthOf(app: TestApp): Promise<z.infer<typeof healthSchema>> {
  return healthSchema.parse(await (await fetch(`${app.url}/healthz`)).json())
}

/** Memory of the process that is in RAM, in bytes. */
export function residentBytes({ pid }: TestApp): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  if (kilobytes === undefined) throw new Error(`The system does not say how much memory process ${pid} has.`)
  return Number(kilobytes) * 1024
}

/** What the process said of errors that nobody caught or listened to. */
export function unheard(app: TestApp): string[] {
  return app.logs().filter(line => /unhandled|uncaught/i.test(line))
}

/** How many sockets the process holds, its own listening one included. */
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
