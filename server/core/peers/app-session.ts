import { CLOSE } from '#shared/close-codes'
import { FRAME_MAX_BYTES, HEARTBEAT_MS, TEXT_MAX_CHARS } from '#shared/limits'
import type { ServerEvent } from '#shared/schemas/frames'
import type { Account } from '#shared/schemas/user'
import type { Peer } from '../hub/peer'
import type { Principal } from '../principal'
import { encodeEvents } from '../wire/encode'
import { textFrame } from '../wire/ws-frame'
import { Dispatcher, type DispatchDeps } from './dispatch'
import { beginOrClose, type PeerSession } from './peer-session'
import type { Renames } from './renames'
import type { SocketPeer } from './socket-peer'
import type { Whereabouts } from './whereabouts'

type Hello = Extract<ServerEvent, { type: 'hello' }>

export interface AppSessionDeps extends DispatchDeps {
  /** The rooms of the user, as `hello` lists them; `since` is the position that the client named, if it did. */
  readonly greet: (
    peer: Peer, user: Principal, since: string | null,
  ) => Promise<Pick<Hello, 'rooms' | 'feed' | 'since' | 'gone' | 'more'>>
  /** The account of a user; undefined for a guest. */
  readonly accountOf: (user: Principal) => Promise<Account | undefined>
  /** The user as stored now; null where the cookie of the connection opens nothing any more. */
  readonly currentOf: (user: Principal) => Promise<Principal | null>
  /** The connections of a user in this process. */
  readonly of: (user: string) => readonly SocketPeer[]
  readonly renames: Pick<Renames, 'catchUp'>
  readonly whereabouts: Pick<Whereabouts, 'greeting' | 'changed'>
}

/** A connection of `parley.v1`: greeted with `hello`, then its frames are dispatched. */
export class AppSession implements PeerSession {
  private dispatcher: Dispatcher | null = null

  constructor(private readonly peer: SocketPeer, private readonly deps: AppSessionDeps) {}

  async open(): Promise<void> {
    const { peer, deps } = this
    deps.renames.catchUp(peer)
    await this.hello()
    this.dispatcher = new Dispatcher(peer, deps)
  }

  answerNow(text: string): boolean {
    return this.dispatcher?.answerPing(text) ?? false
  }

  /** From the answer to a rename on, what the peer sends has the new name, however far its upgrade was. */
  async receive(text: string): Promise<void> {
    this.deps.renames.catchUp(this.peer)
    await this.dispatcher?.handle(text)
  }

  private async hello(): Promise<void> {
    const { peer, deps } = this
    const { user } = peer
    if (!user) return peer.close(CLOSE.POLICY)
    await beginOrClose(peer, async () => {
      if (!await this.isCurrent(user)) return peer.revoke()
      const [listed, account] = await Promise.all([
        deps.greet(peer, user, peer.feed), deps.accountOf(user), deps.whereabouts.greeting(user),
      ])
      if (!peer.closed) deps.whereabouts.changed(user.id, deps.of(user.id))
      peer.greet(textFrame(encodeEvents({
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
   * Whether the cookie is still worth something. A sign-in that ended between the upgrade and here did not find the
   * peer. One that ends from here on does.
   */
  private async isCurrent(user: Principal): Promise<boolean> {
    const { peer } = this
    const current = await this.deps.currentOf(user)
    if (current && peer.user === user) peer.user = { ...user, role: current.role }
    return current !== null
  }
}
