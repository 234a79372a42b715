import type { Socket } from 'node:net'
import type { RawData, WebSocket } from 'ws'
import { CLOSE, type ClosePolicy } from '#shared/close-codes'
import { logger } from '../../platform/logging/logger'
import type { Peer, Wire } from '../hub/peer'
import type { Principal } from '../principal'
import {
  CLOSE_TIMEOUT_MS, EARLY_HINTS_MAX, FRAMES_FAIR, LIGHT_FRAMES_MAX, PEER_QUEUED_FRAMES_MAX, PEER_QUEUED_MAX_CHARS,
  PEER_QUEUE_DROPPABLE_BYTES, PEER_QUEUE_MAX_BYTES,
} from '../../platform/limits/server-limits'
import { descriptorOf, writeNow } from './descriptor'
import { FrameCount } from './frame-count'
import { FrameReader } from './frame-reader'
import type { PeerSession } from './peer-session'
import { SerialQueue, type SerialQueueLimits } from './serial-queue'

const QUEUE_LIMITS: SerialQueueLimits<string> = {
  items: PEER_QUEUED_FRAMES_MAX,
  size: PEER_QUEUED_MAX_CHARS,
  sizeOf: text => text.length,
}

export interface PeerIdentity {
  readonly wire: Wire
  readonly user: Principal | null
  /** When the session's cookie was sealed. A name that was sealed later replaces its name. */
  readonly sealedAt: number
  /** The position of the list of rooms that the client has; null where it keeps none. */
  readonly feed: string | null
  /** Stands for the user in presence if there is none. */
  readonly connectionId: string
  /** The key whose allowance of connections the peer uses. */
  readonly address: string
}

/** The owner of all peers: one object, instead of closures per peer. */
export interface PeerOwner {
  ended(peer: SocketPeer): void
  /** The server decided to close a peer. */
  closing(policy: ClosePolicy): void
  release(address: string): void
  /** The peer stopped answering pings, or answers again. */
  silent(peer: SocketPeer, isSilent: boolean): void
  /** Consumes the address's allowance of frames. False if the address has sent too many. */
  mayRead(address: string, frames: number): boolean
}

/**
 * One WebSocket connection as the hub's peer. Frames are written straight to the TCP socket: they are complete and
 * shared by all peers.
 */
export class SocketPeer implements Peer {
  readonly wire: Wire
  readonly deflates: boolean
  readonly rooms = new Set<string>()
  user: Principal | null
  sealedAt: number
  readonly person: string
  readonly feed: string | null
  closed = false
  /** Its sign-in ended: what it sent before and what was not stored yet is refused. */
  revoked = false
  /** When the peer was last heard from, by a frame or a pong: ms of `performance.now()`, a monotonic clock. */
  heardAt = performance.now()
  /** The peer was pinged and has not answered yet. */
  silent = false
  /** The heartbeat's tick of this peer; kept by the heartbeat. */
  heartbeatSlot = -1
  readonly address: string
  private readonly descriptor: number | null
  private closeTimer: NodeJS.Timeout | null = null
  /** Exists only while frames wait: most peers are silent most of the time. */
  private queue: SerialQueue<string> | null = null
  private session: PeerSession | null = null
  private isGreeted = false
  /** Hints for a peer that is not greeted yet. Exists only if there were any. */
  private early: Buffer[] | null = null
  /** Frames of any kind. */
  private readonly frames = new FrameCount()
  /** Frames that are no whole message with content, if there were any. */
  private light: FrameCount | null = null
  private readonly reader: FrameReader

  constructor(
    identity: PeerIdentity,
    private readonly ws: WebSocket,
    private readonly socket: Socket,
    private readonly owner: PeerOwner,
  ) {
    this.wire = identity.wire
    this.user = identity.user
    this.sealedAt = identity.sealedAt
    this.address = identity.address
    this.feed = identity.feed
    this.deflates = ws.extensions !== ''
    this.descriptor = descriptorOf(socket)
    this.reader = FrameReader.attach(ws, socket, (frames, light) => this.admit(frames, light))
    this.person = identity.user?.id ?? identity.connectionId
  }

  /** Greets the peer before any of its frames is handled. */
  begin(session: PeerSession): void {
    this.session = session
    this.queueFor(session).first(() => session.open())
  }

  heard(): void {
    this.heardAt = performance.now()
    if (!this.silent) return
    this.silent = false
    this.owner.silent(this, false)
  }

  becameSilent(): void {
    if (this.silent || this.closed) return
    this.silent = true
    this.owner.silent(this, true)
  }

  received(data: RawData, isBinary: boolean): void {
    if (this.closed) return
    this.heard()
    if (isBinary) return this.close(CLOSE.UNSUPPORTED)
    const { session } = this
    const text = data.toString()
    if (session && !session.answerNow(text)) this.queueFor(session).push(text)
  }

  /** To be called when the socket is gone. */
  disconnected(): void {
    this.queue?.clear()
    this.owner.release(this.address)
    this.gone()
  }

  /**
   * Counts frames before they are read. False if there are too many: then the peer is closed, and its socket is not
   * read any more.
   */
  private admit(frames: number, light: number): boolean {
    const now = performance.now()
    const all = this.frames.add(now, frames)
    const tooLight = light > 0 && (this.light ??= new FrameCount()).add(now, light) > LIGHT_FRAMES_MAX
    const ofAddress = frames === 0 || this.owner.mayRead(this.address, frames)
    if (!tooLight && (ofAddress || all <= FRAMES_FAIR)) return true
    this.close(CLOSE.FLOOD)
    return false
  }

  private queueFor(session: PeerSession): SerialQueue<string> {
    if (this.queue) return this.queue
    const onIdle = () => {
      this.queue = null
    }
    const onError = (err: unknown) => {
      logger.error({ err }, 'A frame of a client could not be handled. Its connection is closed: the client resumes.')
      this.close(CLOSE.RESTART)
    }
    return this.queue = new SerialQueue(text => session.receive(text), QUEUE_LIMITS, this, onIdle, onError)
  }

  queuedBytes(): number {
    return this.socket.writableLength
  }

  write(...parts: readonly Buffer[]): void {
    const { socket, descriptor } = this
    if (this.closed || !socket.writable) return
    let taken = descriptor !== null && socket.writableLength === 0 ? writeNow(descriptor, parts) : 0
    for (const part of parts) {
      if (taken < part.length) socket.write(taken === 0 ? part : part.subarray(taken))
      taken = Math.max(0, taken - part.length)
    }
    if (socket.writableLength > PEER_QUEUE_MAX_BYTES) this.close(CLOSE.SLOW)
  }

  /** Writes the first frame, and after it the hints that came meanwhile. */
  greet(frame: Buffer): void {
    const { early } = this
    this.isGreeted = true
    this.early = null
    this.write(frame, ...early ?? [])
  }

  hint(frame: Buffer): void {
    if (this.isGreeted) return this.write(frame)
    const early = this.early ??= []
    if (early.push(frame) > EARLY_HINTS_MAX) this.close(CLOSE.SLOW)
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

  /**
   * Stops delivery at once, sends the close frame, and destroys the socket if the other side does not answer in time.
   */
  close(policy: ClosePolicy): void {
    if (this.closed) return
    this.owner.closing(policy)
    this.gone()
    this.ws.close(policy.code, policy.name)
    this.closeTimer = setTimeout(() => this.ws.terminate(), CLOSE_TIMEOUT_MS)
  }

  /** The user may not be here any more. */
  revoke(): void {
    this.revoked = true
    this.close(CLOSE.POLICY)
  }

  /** The connection ended, from either side. */
  gone(): void {
    if (this.closeTimer) clearTimeout(this.closeTimer)
    if (this.closed) return
    this.closed = true
    this.queue?.clear()
    this.owner.ended(this)
  }

  pause(): void {
    this.reader.pause()
  }

  resume(): void {
    this.reader.resume()
  }
}
