import { Socket } from 'node:net'
import { Receiver } from 'ws'
import { vi } from 'vitest'
import { serverFrameSchema, type ServerEvent } from '../../shared/schemas/frames'
import { PeerSocket } from '../../server/core/peers/peer-socket'
import type { TestPlace } from './place'
import { waitFor } from './wait-for'

/** An app connection inside the process of the tests. */
export interface PlaceSocket {
  readonly events: readonly ServerEvent[]
  sends(frame: object): void
  ends(): void
}

/** Connects the browser with these cookies, and waits for its greeting. */
export async function connectPlace({ parley }: TestPlace, cookie: string): Promise<PlaceSocket> {
  const visit = await parley.sessions.read(cookie)
  if (!visit) throw new Error('These cookies open nothing.')
  const events: ServerEvent[] = []
  const receiver = new Receiver({ isServer: false })
  receiver.on('message', (data: Buffer) => events.push(...serverFrameSchema.parse(JSON.parse(data.toString()))))
  const socket = new Socket()
  vi.spyOn(socket, 'write').mockImplementation((frames) => {
    receiver.write(frames)
    return true
  })
  // As the server of `ws` makes one; its types don't know of the options.
  const ws: unknown = Reflect.construct(PeerSocket, [null, undefined, {}])
  if (!(ws instanceof PeerSocket)) throw new Error('ws makes its sockets in another way.')
  const { principal: user, sealedAt } = visit
  parley.connections.connected(ws, socket, { wire: 'app', user, sealedAt, feed: null, plain: null }, '192.0.2.1')
  await waitFor(async () => {
    if (events.length === 0) throw new Error('No greeting came.')
  }, { what: 'the greeting', intervalMs: 2 })
  return {
    events,
    sends: frame => void ws.emit('message', Buffer.from(JSON.stringify(frame)), false),
    ends: () => void ws.emit('close', 1006, Buffer.alloc(0)),
  }
}
