import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { nanoid } from 'nanoid'
import { CLOSE, type ClosePolicy } from '#shared/close-codes'
import { FRAME_MAX_BYTES, HEARTBEAT_MS, TEXT_MAX_CHARS } from '#shared/limits'
import type { Account, User } from '#shared/schemas/user'
import type { ServerEvent } from '#shared/schemas/frames'
import { encodeEvents } from '../wire/encode'
import type { SignInMove } from '../bus/bus'
import type { Hub } from '../hub/hub'
import type { Principal } from '../principal'
import { textFrame } from '../wire/ws-frame'
import type { ConnectionCaps } from '../../platform/limits/connection-caps'
import type { Tally } from '../metrics/tally'
import { logger } from '../../platform/logging/logger'
import type { Admission } from './admission'
import { Dispatcher, type DispatchDeps } from './dispatch'
import type { Heartbeat } from './heartbeat'
import type { PeerSocket } from './peer-socket'
import { PeersByUser } from './peers-by-user'
import type { Whereabouts } from './whereabouts'
import { Renames } from './renames'
import type { Peer } from '../hub/peer'
import { SocketPeer, type PeerOwner } from './socket-peer'
import type { SocketServerHandlers, Taken } from './socket-server'

type Hello = Extract<ServerEvent, { type: 'hello' }>

/** After this long a place may be free again; it only spaces the tries of a client that was refused. */
const RETRY_AFTER_S = 10

export interface ConnectionDeps extends Omit<DispatchDeps, 'onActive' | 'onWatch'> {
  readonly hub: Hub
  readonly caps: ConnectionCaps
  readonly heartbeat: Heartbeat
  readonly tally: Tally
  readonly address: (request: IncomingMessage) => string
  /** The rooms of the user, as `hello` lists them; `since` is the position that the client named, if it did. */
  readonly greet: (
    peer: Peer,
    user: Principal,
    since: string | null,
  ) => Promise<Pick<Hello, 'rooms' | 'feed' | 'since' | 'gone' | 'more'>>
  /** The account of a user; undefined for a guest. */
  readonly accountOf: (user: Principal) => Promise<Account | undefined>
  /** The user as stored now; null where the cookie of the connection opens nothing any more. */
  readonly currentOf: (user: Principal) => Promise<Principal | null>
  readonly whereabouts: Whereabouts
}

/** All connections of this process: from the upgraded socket to the peer in the hub, and back when it closes. */
export class Connections implements SocketServerHandlers, PeerOwner {
  /** How many speak each wire. */
  readonly open = { app: 0, plain: 0 }
  private readonly peers = new Set<SocketPeer>()
  private readonly byUser = new PeersByUser()
  private readonly renames = new Renames(user => this.of(user))
  private readonly dispatchDeps: DispatchDeps
  private draining = false

  constructor(private readonly deps: ConnectionDeps) {
    const { whereabouts } = deps
    this.dispatchDeps = {
      ...deps,
      onActive: (peer, isActive) => whereabouts.active(peer, isActive, this.of(peer.person)),
      onWatch: (peer, people) => whereabouts.watch(peer, people),
    }
  }

  get count(): number {
    return this.peers.size
  }

  /** Whether new connections are taken: not once the process stops. */
  get accepting(): boolean {
    return !this.draining
  }

  take(request: IncomingMessage): Taken {
    if (this.draining)
      return { status: 503, reason: 'The server restarts. Connect again in a moment.', retryAfterSeconds: 1 }
    const address = this.deps.address(request)
    const taken = this.deps.caps.take(address)
    if (taken === 'address') {
      return {
        status: 429,
        reason:
          'Too many connections from this address. Close some, or ask the operator to raise MAX_CONNECTIONS_PER_ADDRESS.',
        retryAfterSeconds: RETRY_AFTER_S,
      }
    }
    if (taken === 'total')
      return { status: 503, reason: 'The server is full. Try again later.', retryAfterSeconds: RETRY_AFTER_S }
    return { address }
  }

  release(address: string): void {
    this.deps.caps.release(address)
  }

  mayRead(address: string, frames: number): boolean {
    return this.deps.rates.consume('frame', address, frames) === 0
  }

  connected(ws: PeerSocket, socket: Socket, { wire, user, sealedAt, plain, feed }: Admission, address: string): void {
    const peer = new SocketPeer(
      { wire, user, sealedAt, feed, connectionId: `c_${nanoid(12)}`, address },
      ws,
      socket,
      this,
    )
    this.peers.add(peer)
    this.byUser.add(peer)
    this.open[wire]++
    this.deps.tally.opened[wire]++
    this.deps.heartbeat.add(peer)
    ws.attach(peer)
    peer.begin(plain)
  }

  /** Handles one frame, or the beginning, after what came before it. */
  async handle(peer: SocketPeer, text: string | null, plain: Admission['plain']): Promise<void> {
    if (peer.wire === 'plain') return this.handlePlain(peer, text, plain)
    this.renames.catchUp(peer)
    if (text === null) {
      await this.hello(peer)
      peer.dispatcher = new Dispatcher(peer, this.dispatchDeps)
      return
    }
    await peer.dispatcher?.handle(text)
  }

  /** The connection ended, from either side: nothing is delivered from here on. */
  ended(peer: SocketPeer): void {
    this.peers.delete(peer)
    this.byUser.remove(peer)
    this.open[peer.wire]--
    this.deps.heartbeat.remove(peer)
    this.deps.hub.drop(peer)
    this.deps.whereabouts.ended(peer, this.of(peer.person))
  }

  silent(peer: SocketPeer): void {
    this.deps.whereabouts.changed(peer.person, this.of(peer.person))
  }

  /** The user hides where they are, or does not any more. */
  hides(user: string, isHidden: boolean): void {
    const peers = this.of(user)
    this.deps.whereabouts.hides(user, isHidden, peers)
    this.deps.hub.recount(peers)
  }

  closing({ code }: ClosePolicy): void {
    this.deps.tally.closes.add(code)
  }

  /**
   * Another name for all open connections of this user.
   * @param at when it was sealed into the cookie, in Unix ms
   */
  renamed(user: User, at: number): void {
    this.renames.add(user, at)
  }

  /** The connections of a user in this process. */
  of(user: string): readonly SocketPeer[] {
    return this.byUser.of(user)
  }

  /** Sends a user's app clients a hint, which may get lost. */
  tell(user: string, event: ServerEvent, except?: Peer): void {
    const peers = this.byUser.of(user).filter(peer => peer.wire === 'app' && peer !== except && !peer.closed)
    if (peers.length === 0) return
    const frame = textFrame(encodeEvents(event))
    for (const peer of peers) peer.write(frame)
  }

  /**
   * Ends the connections of these sign-ins of a user, or all of the user's where none are named. A connection without a
   * sign-in ends, too: it may be from before the user had one, and comes back with a cookie if it has one.
   */
  endSignIns(user: string, ids: readonly string[] | null): void {
    for (const peer of this.byUser.of(user)) {
      const { session } = peer.user ?? {}
      if (ids === null || session === undefined || ids.includes(session)) peer.revoke()
    }
  }

  /** The users of this process's connections: one for each sign-in, and each name and role that its peers have. */
  users(): Principal[] {
    const users = new Map<string, Principal>()
    for (const { user } of this.peers) if (user) users.set(`${user.session ?? user.id} ${user.role} ${user.name}`, user)
    return [...users.values()]
  }

  /**
   * The stored user changed: what the user may do in the place, the name, and of which sign-in the connections are. The
   * name of a guest is not stored: that of the cookie counts.
   */
  changed({ id, name, role }: Pick<Principal, 'id' | 'name' | 'role'>, move?: SignInMove): void {
    for (const peer of this.byUser.of(id)) {
      const { user } = peer
      if (!user) continue
      const isMoved = move && (user.session === undefined || user.session === move.from)
      const session = isMoved ? move.to : user.session
      peer.user = session === undefined ? { ...user, role } : { ...user, role, name, session }
    }
  }

  /** Closes all connections and accepts no more. */
  drain(policy: ClosePolicy): void {
    this.draining = true
    for (const peer of [...this.peers]) peer.close(policy)
  }

  /** A plain peer only listens. What it sends comes back to it alone, so that a heartbeat of its own has an answer. */
  private async handlePlain(peer: SocketPeer, text: string | null, plain: Admission['plain']): Promise<void> {
    if (text !== null) return peer.write(textFrame(text))
    if (!plain) return
    await this.orBusy(peer, async () => {
      if (peer.user) await this.deps.whereabouts.greeting(peer.user)
      await this.deps.hub.joinPlain(peer, plain.room, plain.since)
    })
  }

  private async hello(peer: SocketPeer): Promise<void> {
    const { user } = peer
    if (!user) return peer.close(CLOSE.POLICY)
    await this.orBusy(peer, async () => {
      if (!await this.isCurrent(peer, user)) return peer.revoke()
      const { whereabouts } = this.deps
      const [listed, account] = await Promise.all([
        this.deps.greet(peer, user, peer.feed), this.deps.accountOf(user), whereabouts.greeting(user),
      ])
      if (!peer.closed) whereabouts.changed(user.id, this.of(user.id))
      peer.write(textFrame(encodeEvents({
        type: 'hello',
        now: Date.now(),
        user: { id: user.id, name: user.name },
        heartbeatMs: HEARTBEAT_MS,
        limits: { textMaxChars: TEXT_MAX_CHARS, frameMaxBytes: FRAME_MAX_BYTES },
        ...listed,
        ...(account ? { account } : {}),
      })))
    })
  }

  /**
   * The session may have ended between the upgrade and here, when the peer was not yet known. Later ends find it.
   * @returns whether the cookie is still valid
   */
  private async isCurrent(peer: SocketPeer, user: Principal): Promise<boolean> {
    const current = await this.deps.currentOf(user)
    if (current && peer.user === user) peer.user = { ...user, role: current.role }
    return current !== null
  }

  /** Without the log a connection can't begin: the client comes back later. */
  private async orBusy(peer: SocketPeer, begin: () => Promise<void>): Promise<void> {
    try {
      await begin()
    }
    catch (error) {
      logger.warn({ err: error }, 'A connection could not begin. Its client tries again.')
      peer.close(CLOSE.BUSY)
    }
  }
}
