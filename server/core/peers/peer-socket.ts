import { WebSocket, type RawData } from 'ws'
import { logger } from '../../platform/logging/logger'
import type { SocketPeer } from './socket-peer'

/**
 * The `ws` socket of a peer. It knows its peer, so that all sockets share the same four listeners. Closures per socket
 * would be a good part of the cost of an idle connection.
 */
export class PeerSocket extends WebSocket {
  peer: SocketPeer | null = null

  attach(peer: SocketPeer): void {
    this.peer = peer
    this.on('message', onMessage).on('pong', onPong).on('error', onError).on('close', onClose)
  }
}

function peerOf(socket: WebSocket): SocketPeer | null {
  return socket instanceof PeerSocket ? socket.peer : null
}

function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
  peerOf(this)?.received(data, isBinary)
}

function onPong(this: WebSocket): void {
  peerOf(this)?.heard()
}

/**
 * `ws` itself closes the socket with the fitting code (1009 too large, 1002, 1007); the listener only keeps the process
 * alive.
 */
function onError(this: WebSocket, error: Error): void {
  logger.debug({ code: 'code' in error ? error.code : error.name }, 'A peer broke the WebSocket protocol.')
}

function onClose(this: WebSocket): void {
  peerOf(this)?.disconnected()
}
