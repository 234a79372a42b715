import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { FRAME_MAX_BYTES } from '#shared/limits'
import { SUBPROTOCOL } from '#shared/schemas/frames'
import { FRAGMENTS_MAX } from '../limits/server-limits'
import { admissionOf, type Admission } from './admission'
import { offersToTake } from './deflate-offers'
import { PeerSocket } from './peer-socket'
import { endUpgradeWatch, hurryUpgradeWatch } from './upgrade-watch'

/** The address whose allowance the connection uses, or how it is refused. */
export type Taken = { readonly address: string } | { readonly status: number, readonly reason: string, readonly retryAfterSeconds: number }

export interface SocketServerHandlers {
  /** Takes one connection of the address's allowance. */
  take(request: IncomingMessage): Taken
  /** Gives it back. From `connected` on that is the business of who took the socket. */
  release(address: string): void
  connected(ws: PeerSocket, socket: Socket, admission: Admission, address: string): void
}

function destroy(this: Duplex): void {
  this.destroy()
}

/**
 * Answers an upgrade that is refused with plain HTTP, body and all, so that a script can print why. The descriptor is given back as soon as the system has
 * the answer: who never ends its side would keep it, and the limits on connections would limit nothing.
 */
function refuse(socket: Duplex, status: number, reason: string, retryAfterSeconds: number): void {
  const body = JSON.stringify({ error: { code: 'too_many', message: reason, retryAfterMs: retryAfterSeconds * 1000 } })
  hurryUpgradeWatch(socket)
  socket.once('finish', destroy).end([
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
export class SocketServer extends WebSocketServer<typeof PeerSocket> {
  /** @param deflate whether to agree on compression with who offers it; then `ws` also reads compressed frames, as RFC 7692 lets no server refuse them, up to the same size */
  constructor(private readonly handlers: SocketServerHandlers, deflate: boolean) {
    super({
      noServer: true,
      WebSocket: PeerSocket,
      clientTracking: false,
      maxPayload: FRAME_MAX_BYTES,
      maxFragments: FRAGMENTS_MAX,
      perMessageDeflate: deflate && { serverNoContextTakeover: true, clientNoContextTakeover: true },
      handleProtocols: protocols => protocols.has(SUBPROTOCOL) ? SUBPROTOCOL : false,
    })
  }

  override handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
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
    const { address } = taken
    const release = () => this.handlers.release(address)
    if (socket.destroyed) return release()
    socket.once('close', release)
    if (this.options.perMessageDeflate) request.headers['sec-websocket-extensions'] = offersToTake(request.headers['sec-websocket-extensions'])
    super.handleUpgrade(request, socket, head, (ws) => {
      socket.off('close', release)
      endUpgradeWatch(socket)
      this.handlers.connected(ws, socket, admission, address)
    })
  }
}
