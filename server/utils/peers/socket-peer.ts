import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { CLOSE, type ClosePolicy } from '#shared/close-codes'
import type { User } from '#shared/schemas/user'
import type { Peer, WireForm } from '../hub/peer'
import { CLOSE_TIMEOUT_MS, PEER_QUEUE_DROPPABLE_BYTES, PEER_QUEUE_MAX_BYTES } from '../limits/server-limits'

export interface PeerIdentity {
  readonly form: WireForm
  readonly user: User | null
  /** Stands for the person in presence when there is no user. */
  readonly connectionId: string
}

/** One WebSocket connection as the hub's peer. Frames go straight to the TCP socket: they are complete and shared by all receivers. */
export class SocketPeer implements Peer {
  readonly form: WireForm
  readonly rooms = new Set<string>()
  user: User | null
  readonly person: string
  closed = false
  /** Unix ms at which the peer was last heard of, by a frame or a pong. */
  heardAt = Date.now()
  private closeTimer: NodeJS.Timeout | null = null

  constructor(
    identity: PeerIdentity,
    private readonly ws: WebSocket,
    private readonly socket: Socket,
    private readonly onClosed: (peer: SocketPeer) => void,
  ) {
    this.form = identity.form
    this.user = identity.user
    this.person = identity.user?.id ?? identity.connectionId
  }

  queuedBytes(): number {
    return this.socket.writableLength
  }

  write(frames: Buffer): void {
    if (this.closed || !this.socket.writable) return
    this.socket.write(frames)
    if (this.socket.writableLength > PEER_QUEUE_MAX_BYTES) this.close(CLOSE.SLOW)
  }

  async drained(): Promise<void> {
    if (this.closed || this.socket.writableLength < PEER_QUEUE_DROPPABLE_BYTES) return
    await new Promise<void>((resolve) => {
      const done = () => {
        this.socket.off('drain', done).off('close', done)
        resolve()
      }
      this.socket.on('drain', done).on('close', done)
    })
  }

  /** Stops delivery at once, says why, and destroys the socket when the other side does not answer in time. */
  close(policy: ClosePolicy): void {
    if (this.closed) return
    this.gone()
    this.ws.close(policy.code, policy.name)
    this.closeTimer = setTimeout(() => this.ws.terminate(), CLOSE_TIMEOUT_MS)
  }

  /** The connection ended, whoever ended it. */
  gone(): void {
    if (this.closeTimer) clearTimeout(this.closeTimer)
    if (this.closed) return
    this.closed = true
    this.onClosed(this)
  }

  pause(): void {
    this.ws.pause()
  }

  resume(): void {
    this.ws.resume()
  }
}
