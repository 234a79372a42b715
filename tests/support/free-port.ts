import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import process from 'node:process'

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/** Below the ports that Linux, macOS and Windows give to whoever asks for any, so that no connection and no other program comes upon one by chance. */
const FIRST_PORT = 20_000
/** Test files run side by side: each of so many workers at most has ports of its own, or two would take the same one before either listens. */
export const WORKERS_MAX = 8
const PORTS_A_WORKER = 1_500

const worker = Number(process.env.VITEST_POOL_ID ?? process.env.TEST_PARALLEL_INDEX ?? 0) % WORKERS_MAX
/** Another place each time, for whoever runs the tests twice at once. */
let next = randomInt(PORTS_A_WORKER)

/** A port of the loopback that nothing listens on just now. @throws Error when there is none among those of this worker */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < PORTS_A_WORKER; tries++) {
    next = (next + 1) % PORTS_A_WORKER
    const port = FIRST_PORT + worker * PORTS_A_WORKER + next
    if (await requireFree(port).then(() => true, () => false)) return port
  }
  throw new Error(`None of the ${PORTS_A_WORKER} ports from ${FIRST_PORT + worker * PORTS_A_WORKER} on is free.`)
}

/** @throws Error when something listens on that port of the loopback */
export async function requireFree(port: number): Promise<void> {
  try {
    const server = await listen(port)
    server.close()
    await once(server, 'close')
  }
  catch (error) {
    throw new Error(`Port ${port} can't be used: something else listens there.`, { cause: error })
  }
}
