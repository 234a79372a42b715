import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { FRAME_MAX_BYTES } from '#shared/limits'
import { SUBPROTOCOL } from '#shared/schemas/frames'
import { admissionOf, type Admission } from './admission'

export interface SocketServerHandlers {
  /** Takes one connection of the address's allowance, or says how it is to be refused. */
  take(request: IncomingMessage): { release(): void } | { status: number, reason: string, retryAfterSeconds: number }
  connected(ws: WebSocket, socket: Socket, admission: Admission): void
}

/** Answers an upgrade that is refused with plain HTTP, body and all, so that a script can print why. */
function refuse(socket: Duplex, status: number, reason: string, retryAfterSeconds: number): void {
  const body = JSON.stringify({ error: { code: 'too_many', message: reason, retryAfterMs: retryAfterSeconds * 1000 } })
  socket.end([
    `HTTP/1.1 ${status} ${status === 429 ? 'Too Many Requests' : 'Service Unavailable'}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `Retry-After: ${retryAfterSeconds}`,
    '', body,
  ].join('\r\n'))
}

/**
 * The `ws` server that crossws upgrades with. crossws checks each upgrade (its hook in `server/routes/wb.ts`); from there on the
 * sockets are ours alone: its own peers would cost memory a connection, a route lookup a message, and hide the TCP socket that frames
 * are written to.
 */
export class SocketServer extends WebSocketServer {
  constructor(private readonly handlers: SocketServerHandlers) {
    super({
      noServer: true,
      clientTracking: false,
      maxPayload: FRAME_MAX_BYTES,
      perMessageDeflate: false,
      handleProtocols: protocols => protocols.has(SUBPROTOCOL) ? SUBPROTOCOL : false,
    })
  }

  override handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Between the request and here nobody else listens for errors of the socket, and an unheard one would end the process.
    socket.on('error', () => socket.destroy())
    const admission = admissionOf(request)
    if (!admission || !(socket instanceof Socket)) {
      socket.destroy()
      return
    }
    const taken = this.handlers.take(request)
    if ('status' in taken) {
      refuse(socket, taken.status, taken.reason, taken.retryAfterSeconds)
      return
    }
    if (socket.destroyed) {
      taken.release()
      return
    }
    socket.once('close', () => taken.release())
    super.handleUpgrade(request, socket, head, (ws) => {
      this.handlers.connected(ws, socket, admission)
    })
  }
}
