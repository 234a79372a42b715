import type { User } from '#shared/schemas/user'
import type { Principal } from '../principal'
import { encodeEvents } from '../wire/encode'
import { textFrame } from '../wire/ws-frame'
import { RENAMES_REMEMBERED_MAX, UPGRADE_TIMEOUT_MS } from '../../platform/limits/server-limits'
import type { SocketPeer } from './socket-peer'

/** A peer, as far as the name of its user is concerned. */
export type Named = Pick<SocketPeer, 'wire' | 'hint'> & { user: Principal | null, sealedAt: number }

/** A user's name, and when it was sealed into the cookie, in Unix ms. */
interface Name {
  readonly user: User
  readonly at: number
}

/**
 * Announces new names to all connections of their users. Of two names the later sealed one counts, in whatever order
 * they come. With Redis, a name set here comes once more over the bus. Names are remembered for as long as an upgrade
 * may be under way, since it brings a cookie with the older name.
 */
export class Renames {
  /** Oldest first. `until` is in ms of `performance.now()`. */
  private readonly announced = new Map<string, Name & { readonly until: number }>()

  /** @param of the connections of a user */
  constructor(private readonly of: (user: string) => Iterable<Named>) {}

  /** @param at when the name was sealed into the cookie, in Unix ms */
  add(user: User, at: number): void {
    const known = this.newest(user.id)
    if (known && known.at >= at) return
    this.remember({ user, at })
    let frame: Buffer | null = null
    for (const peer of this.of(user.id)) {
      if (give(peer, { user, at }) && peer.wire === 'app')
        peer.hint(frame ??= textFrame(encodeEvents({ type: 'me', user })))
    }
  }

  /** Gives a peer whose upgrade was under way the new name of its user, if there is one. */
  catchUp(peer: Named): void {
    const name = peer.user && this.newest(peer.user.id)
    if (name) give(peer, name)
  }

  private newest(id: string): Name | null {
    const name = this.announced.get(id)
    return name && name.until > performance.now() ? name : null
  }

  private remember(name: Name): void {
    const now = performance.now()
    this.announced.delete(name.user.id)
    this.announced.set(name.user.id, { ...name, until: now + UPGRADE_TIMEOUT_MS })
    for (const [id, { until }] of this.announced) {
      if (until > now && this.announced.size <= RENAMES_REMEMBERED_MAX) break
      this.announced.delete(id)
    }
  }
}

/** False if the peer's name is as new. */
function give(peer: Named, { user, at }: Name): boolean {
  if (peer.sealedAt >= at) return false
  peer.user = { ...peer.user, ...user }
  peer.sealedAt = at
  return true
}
