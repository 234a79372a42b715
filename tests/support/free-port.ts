import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import process from 'node:process'

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/** Below the ephemeral ports of Linux, macOS and Windows, so that no other program gets one by chance. */
const FIRST_PORT = 20_000
/**
 * Test files run in parallel. Each worker has its own ports: two could otherwise choose the same one before listening.
 */
export const WORKERS_MAX = 8
/** The first ports, or the second: a project whose tests run beside those of another one has the second. */
const range = Number(process.env.TEST_PORT_RANGE ?? 0)
const PORTS_A_WORKER = 750

const worker = Number(process.env.VITEST_POOL_ID ?? process.env.TEST_PARALLEL_INDEX ?? 0) % WORKERS_MAX
const first = FIRST_PORT + (range * WORKERS_MAX + worker) * PORTS_A_WORKER
/** A different start each time, so that two test runs at once rarely collide. */
let next = randomInt(PORTS_A_WORKER)

/** A free loopback port. @throws Error if this worker has none left */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < PORTS_A_WORKER; tries++) {
    next = (next + 1) % PORTS_A_WORKER
    const port = first + next
    if (await requireFree(port).then(() => true, () => false)) return port
  }
  throw new Error(`None of the ${PORTS_A_WORKER} ports from ${first} on is free.`)
}

/** @throws Error if a program listens on this loopback port */
export async function requireFree(port: number): Promise<void> {
  try {
    const server = await listen(port)
    server.close()
    await once(server, 'close')
  }
  catch (error) {
    throw new Error(`Port ${port} can't be used: another program listens there.`, { cause: error })
  }
}
