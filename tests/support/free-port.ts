import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/** A port of the loopback that nothing listens on just now. */
export async function freePort(): Promise<number> {
  const server = await listen(0)
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.')
  return address.port
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
