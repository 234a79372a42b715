import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A TCP load balancer on the loopback, in front of several processes of the app. */
export interface Balancer {
  readonly port: number
  close(): Promise<void>
}

/** Forwards each connection to the next of these ports that accepts it. */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  const open = new Set<Socket>()
  let turn = 0

  function pass(client: Socket, tries: readonly number[]): void {
    const [port, ...others] = tries
    if (port === undefined || client.destroyed) return void client.destroy()
    const server = connect(port, '127.0.0.1')
    const refused = () => pass(client, others)
    server.once('error', refused)
    server.once('connect', () => {
      server.off('error', refused)
      server.on('error', () => client.destroy())
      client.on('close', () => server.destroy())
      client.pipe(server).pipe(client)
      server.on('close', () => client.destroySoon())
    })
  }

  const listener = createServer((client) => {
    open.add(client)
    client.on('error', () => {}).on('close', () => open.delete(client))
    const first = turn++ % ports.length
    pass(client, [...ports.slice(first), ...ports.slice(0, first)])
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('The operating system assigned no port. Try again.')

  return {
    port: address.port,
    async close() {
      for (const client of open) client.destroy()
      listener.close()
      await once(listener, 'close')
    },
  }
}
