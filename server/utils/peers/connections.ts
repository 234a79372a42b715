import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { nanoid } from 'nanoid'
import type { WebSocket } from 'ws'
import { CLOSE, type ClosePolicy } from '#shared/close-codes'
import { FRAME_MAX_BYTES, HEARTBEAT_MS, TEXT_MAX_CHARS } from '#shared/limits'
import type { User } from '#shared/schemas/user'
import type { RoomState } from '#shared/schemas/room'
import { encodeEvents } from '../hub/encode'
import type { Hub } from '../hub/hub'
import { textFrame } from '../hub/ws-frame'
import type { ConnectionCaps } from '../limits/connection-caps'
import { PEER_INBOX_MAX } from '../limits/server-limits'
import { logger } from '../observe/logger'
import type { Admission } from './admission'
import { Dispatcher, type DispatchDeps } from './dispatch'
import type { Heartbeat } from './heartbeat'
import { Inbox } from './inbox'
import { SocketPeer } from './socket-peer'
import type { SocketServerHandlers } from './socket-server'

/** After this long a place may be free again; it only spaces the tries of a client that was refused. */
const RETRY_AFTER_S = 10

export interface ConnectionDeps extends DispatchDeps {
  readonly hub: Hub
  readonly caps: ConnectionCaps
  readonly heartbeat: Heartbeat
  readonly address: (request: IncomingMessage) => string
  /** The rooms this person may read, as `hello` lists them. */
  readonly roomStates: (user: User) => Promise<RoomState[]>
}

interface Handlers {
  /** Handles what a peer sends, one after the other; null is its beginning. */
  readonly handle: (text: string | null) => Promise<void>
  /** Answers what must not wait for that. False when the frame is not of that kind. */
  readonly answerNow: (text: string) => boolean
}

/** All connections of this process: from the upgraded socket to the peer in the hub, and back when it closes. */
export class Connections implements SocketServerHandlers {
  private readonly peers = new Set<SocketPeer>()
  private draining = false

  constructor(private readonly deps: ConnectionDeps) {}

  get count(): number {
    return this.peers.size
  }

  take(request: IncomingMessage) {
    if (this.draining) return { status: 503, reason: 'The server restarts. Connect again in a moment.', retryAfterSeconds: 1 }
    const address = this.deps.address(request)
    const taken = this.deps.caps.take(address)
    if (taken === 'address') {
      return { status: 429, reason: 'Too many connections from this address. Close some, or ask the operator to raise MAX_CONNECTIONS_PER_ADDRESS.', retryAfterSeconds: RETRY_AFTER_S }
    }
    if (taken === 'total') return { status: 503, reason: 'The server is full. Try again later.', retryAfterSeconds: RETRY_AFTER_S }
    return { release: () => this.deps.caps.release(address) }
  }

  connected(ws: WebSocket, socket: Socket, admission: Admission): void {
    const { hub, heartbeat } = this.deps
    const identity = { form: admission.form, user: admission.user, connectionId: `c_${nanoid(12)}` }
    const peer = new SocketPeer(identity, ws, socket, (gone) => {
      this.peers.delete(gone)
      heartbeat.remove(gone)
      hub.drop(gone)
    })
    this.peers.add(peer)
    heartbeat.add(peer)
    const { handle, answerNow } = admission.form === 'app' ? this.appHandlers(peer) : this.plainHandlers(peer, admission)
    const inbox = new Inbox(handle, PEER_INBOX_MAX, peer)
    inbox.push(null)
    ws.on('message', (data, isBinary) => {
      peer.heardAt = Date.now()
      if (isBinary) return peer.close(CLOSE.UNSUPPORTED)
      const text = data.toString()
      if (!peer.closed && !answerNow(text)) inbox.push(text)
    })
    ws.on('pong', () => {
      peer.heardAt = Date.now()
    })
    // `ws` closes the socket itself, with the code that fits (1009 too large, 1002, 1007); there is nobody else to tell.
    ws.on('error', error => logger.debug({ code: 'code' in error ? error.code : error.name }, 'a peer broke the protocol'))
    ws.on('close', () => {
      inbox.clear()
      peer.gone()
    })
  }

  /** Another name for all of this person's open connections. */
  renamed(user: User): void {
    const frame = textFrame(encodeEvents({ type: 'me', user }))
    for (const peer of this.peers) {
      if (peer.user?.id !== user.id) continue
      peer.user = user
      if (peer.form === 'app') peer.write(frame)
    }
  }

  /** Closes everybody and lets nobody in any more. */
  drain(policy: ClosePolicy): void {
    this.draining = true
    for (const peer of [...this.peers]) peer.close(policy)
  }

  private appHandlers(peer: SocketPeer): Handlers {
    const dispatcher = new Dispatcher(peer, this.deps)
    const hello = () => this.hello(peer)
    let greeted = false
    return {
      async handle(text) {
        if (text !== null) return dispatcher.handle(text)
        await hello()
        greeted = true
      },
      answerNow: text => greeted && dispatcher.answerPing(text),
    }
  }

  /** A plain peer only listens. What it sends comes back to it alone, so that a heartbeat of its own has an answer. */
  private plainHandlers(peer: SocketPeer, { plain }: Admission): Handlers {
    return {
      handle: async (text) => {
        if (text !== null) return peer.write(textFrame(text))
        if (!plain) return
        await this.orBusy(peer, () => this.deps.hub.joinPlain(peer, plain.room, plain.since))
      },
      answerNow: () => false,
    }
  }

  private async hello(peer: SocketPeer): Promise<void> {
    const { user } = peer
    if (!user) return peer.close(CLOSE.POLICY)
    await this.orBusy(peer, async () => {
      const rooms = await this.deps.roomStates(user)
      peer.write(textFrame(encodeEvents({
        type: 'hello',
        now: Date.now(),
        user,
        heartbeatMs: HEARTBEAT_MS,
        limits: { textMaxChars: TEXT_MAX_CHARS, frameMaxBytes: FRAME_MAX_BYTES },
        rooms,
      })))
    })
  }

  /** Without the log a connection can't begin: the client comes back later. */
  private async orBusy(peer: SocketPeer, begin: () => Promise<void>): Promise<void> {
    try {
      await begin()
    }
    catch (error) {
      logger.warn({ err: error }, 'a connection could not begin')
      peer.close(CLOSE.BUSY)
    }
  }
}
