import type { TestPlace } from './place'
import { serverSocket, type ServerSocket } from './server-socket'
import { waitFor } from './wait-for'

/** An app connection inside the process of the tests. */
export type PlaceSocket = Pick<ServerSocket, 'events' | 'sends' | 'ends'>

/** Connects the browser with these cookies, and waits for its greeting. */
export async function connectPlace({ parley }: TestPlace, cookie: string): Promise<PlaceSocket> {
  const visit = await parley.sessions.read(cookie)
  if (!visit) throw new Error('These cookies open nothing.')
  const { ws, socket, events, sends, ends } = serverSocket()
  const { principal: user, sealedAt } = visit
  parley.connections.connected(ws, socket, { wire: 'app', user, sealedAt, feed: null, plain: null }, '192.0.2.1')
  await waitFor(async () => {
    if (events.length === 0) throw new Error('No greeting came.')
  }, { what: 'the greeting', intervalMs: 2 })
  return { events, sends, ends }
}
