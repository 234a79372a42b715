import { Socket } from 'node:net'
import { Receiver } from 'ws'
import { vi } from 'vitest'
import { serverFrameSchema, type ServerEvent } from '../../shared/schemas/frames'
import { PeerSocket } from '../../server/core/peers/peer-socket'

/** The server's end of a connection without a line: what is written to it, and what it is made to receive. */
export interface ServerSocket {
  readonly ws: PeerSocket
  readonly socket: Socket
  readonly events: readonly ServerEvent[]
  sends(frame: object): void
  ends(): void
}

export function serverSocket(): ServerSocket {
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
  return {
    ws,
    socket,
    events,
    sends: frame => void ws.emit('message', Buffer.from(JSON.stringify(frame)), false),
    ends: () => void ws.emit('close', 1006, Buffer.alloc(0)),
  }
}
