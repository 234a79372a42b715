import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { nanoid } from 'nanoid'
import type { ClosePolicy } from '#shared/close-codes'
import type { User } from '#shared/schemas/user'
import type { ServerEvent } from '#shared/schemas/frames'
import { encodeEvents } from '../wire/encode'
import type { SignInMove } from '../bus/bus'
import type { Hub } from '../hub/hub'
import type { Principal } from '../principal'
import { textFrame } from '../wire/ws-frame'
import type { ConnectionCaps } from '../../platform/limits/connection-caps'
import type { Tally } from '../metrics/tally'
import type { Admission } from './admission'
import { AppSession, type AppSessionDeps } from './app-session'
import type { Heartbeat } from './heartbeat'
import type { PeerSocket } from './peer-socket'
import { PlainSession } from './plain-session'
import { PeersByUser } from './peers-by-user'
import type { Whereabouts } from './whereabouts'
import { Renames } from './renames'
import type { Peer } from '../hub/peer'
import { SocketPeer, type PeerOwner } from './socket-peer'
import type { SocketServerHandlers, Taken } from './socket-server'

/** After this long a place may be free again; it only spaces the tries of a client that was refused. */
const RETRY_AFTER_S = 10

type FromConnections = 'onActive' | 'onWatch' | 'of' | 'renames' | 'whereabouts'

export interface ConnectionDeps extends Omit<AppSessionDeps, FromConnections> {
  readonly hub: Hub
  readonly caps: ConnectionCaps
  readonly heartbeat: Heartbeat
  readonly tally: Tally
  readonly address: (request: IncomingMessage) => string
  readonly whereabouts: Whereabouts
}

/** All connections of this process: from the upgraded socket to the peer in the hub, and back when it closes. */
export class Connections implements SocketServerHandlers, PeerOwner {
  /** How many speak each wire. */
  readonly open = { app: 0, plain: 0 }
  private readonly peers = new Set<SocketPeer>()
  private readonly byUser = new PeersByUser()
  private readonly renames = new Renames(user => this.of(user))
  private readonly sessionDeps: AppSessionDeps
  private draining = false

  constructor(private readonly deps: ConnectionDeps) {
    const { whereabouts } = deps
    this.sessionDeps = {
      ...deps,
      renames: this.renames,
      of: user => this.of(user),
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
    peer.begin(plain ? new PlainSession(peer, plain, this.deps) : new AppSession(peer, this.sessionDeps))
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
    for (const peer of peers) peer.hint(frame)
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
}
