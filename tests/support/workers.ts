import { request } from 'node:http'
import { json } from 'node:stream/consumers'
import { once } from 'node:events'
import * as z from 'zod/mini'
import { waitFor } from './wait-for'

const workerSchema = z.object({ pid: z.int(), connections: z.int() })

export type WorkerHealth = z.infer<typeof workerSchema>

/** The health of one worker. Each call opens a new connection, which the next worker takes. */
async function askOne(port: number): Promise<WorkerHealth> {
  const asked = request({ host: '127.0.0.1', port, path: '/healthz', agent: false }).end()
  const [response] = await once(asked, 'response')
  return workerSchema.parse(await json(response))
}

/** The health of each worker of a cluster on this port, once all have answered. */
export function workersOf(port: number, count: number): Promise<WorkerHealth[]> {
  const heard = new Map<number, WorkerHealth>()
  return waitFor(async () => {
    const health = await askOne(port)
    heard.set(health.pid, health)
    if (heard.size < count) throw new Error(`${heard.size} of ${count} workers answered`)
    return [...heard.values()]
  }, { timeoutMs: 20_000, what: 'all workers to answer' })
}
