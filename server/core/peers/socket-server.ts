import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { FRAME_MAX_BYTES } from '#shared/limits'
import { SUBPROTOCOL } from '#shared/schemas/frames'
import { FRAGMENTS_MAX } from '../../platform/limits/server-limits'
import { admissionOf, type Admission } from './admission'
import { offersToTake } from './deflate-offers'
import { PeerSocket } from './peer-socket'
import { refuseUpgrade } from '../../platform/gate/refuse-upgrade'
import { endUpgradeWatch } from '../../platform/gate/upgrade-watch'

/** The address whose allowance the connection uses, or the refusal. */
export type Taken
  = | { readonly address: string }
    | { readonly status: 429 | 503, readonly reason: string, readonly retryAfterSeconds: number }

export interface SocketServerHandlers {
  /** Takes one connection from the address's allowance. */
  take(request: IncomingMessage): Taken
  /** Returns it. After `connected`, the owner of the socket must do that. */
  release(address: string): void
  connected(ws: PeerSocket, socket: Socket, admission: Admission, address: string): void
}

/**
 * The `ws` server that crossws upgrades with. crossws checks each upgrade (its hook in `server/routes/wb.ts`). After
 * the upgrade, crossws's own peers would cost memory per connection and a route lookup per message, and would hide the
 * TCP socket that frames are written to.
 */
export class SocketServer extends WebSocketServer<typeof PeerSocket> {
  /**
   * @param deflate whether to agree on compression with clients that offer it. `ws` then also reads compressed frames,
   * up to the same size: RFC 7692 lets no server refuse them
   */
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
      refuseUpgrade(socket, taken.status, taken.reason, taken.retryAfterSeconds)
      return
    }
    const { address } = taken
    const release = () => this.handlers.release(address)
    if (socket.destroyed) return release()
    socket.once('close', release)
    if (this.options.perMessageDeflate)
      request.headers['sec-websocket-extensions'] = offersToTake(request.headers['sec-websocket-extensions'])
    super.handleUpgrade(request, socket, head, (ws) => {
      socket.off('close', release)
      endUpgradeWatch(socket)
      this.handlers.connected(ws, socket, admission, address)
    })
  }
}
