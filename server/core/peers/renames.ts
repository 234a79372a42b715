import type { User } from '#shared/schemas/user'
import type { Principal } from '../principal'
import { encodeEvents } from '../wire/encode'
import { textFrame } from '../wire/ws-frame'
import { RENAMES_EVERY_MS, RENAMES_REMEMBERED_MAX, UPGRADE_TIMEOUT_MS } from '../../platform/limits/server-limits'
import type { SocketPeer } from './socket-peer'

/** A peer, as far as the name of its user is concerned. */
export type Named = Pick<SocketPeer, 'form' | 'write'> & { user: Principal | null, sealedAt: number }

/**
 * A user's name, and when it was sealed into the cookie, in Unix ms. Of two names the later sealed one counts, in
 * whatever order they come.
 */
interface Name { readonly user: User, readonly at: number }

/**
 * Announces new names to all connections of their users. A user's connections can only be found by asking every peer,
 * so names are batched and announced in one pass. With Redis, that also merges a name set here with its copy from the
 * bus. Names are remembered for as long as an upgrade may be under way, since the upgrade brings an older cookie with
 * the older name.
 */
export class Renames {
  private waiting = new Map<string, Name>()
  /** Oldest first. `until` is in ms of `performance.now()`. */
  private readonly announced = new Map<string, Name & { readonly until: number }>()
  private timer: NodeJS.Timeout | null = null

  constructor(private readonly peers: Iterable<Named>) {}

  /** @param at when the name was sealed into the cookie, in Unix ms */
  add(user: User, at: number): void {
    const known = this.newest(user.id)
    if (known && known.at > at) return
    this.waiting.set(user.id, { user, at })
    this.timer ??= setTimeout(() => this.announce(), RENAMES_EVERY_MS).unref()
  }

  /**
   * Gives a peer its new name if there is one. From the answer to the rename on, what the peer sends has the new name,
   * however far its upgrade was.
   */
  catchUp(peer: Named): void {
    const name = peer.user && this.newest(peer.user.id)
    if (name) give(peer, name)
  }

  /** Forgets all names: every peer is closed, and returns with a session that has the new name. */
  clear(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    this.waiting.clear()
    this.announced.clear()
  }

  private newest(id: string): Name | null {
    const waiting = this.waiting.get(id)
    if (waiting) return waiting
    const name = this.announced.get(id)
    return name && name.until > performance.now() ? name : null
  }

  private announce(): void {
    const names = this.waiting
    const frames = new Map<string, Buffer>()
    this.waiting = new Map()
    this.timer = null
    for (const peer of this.peers) {
      const name = peer.user && names.get(peer.user.id)
      if (name && give(peer, name) && peer.form === 'app') peer.write(frameOf(name.user, frames))
    }
    this.remember(names)
  }

  private remember(names: ReadonlyMap<string, Name>): void {
    const now = performance.now()
    for (const [id, name] of names) {
      this.announced.delete(id)
      this.announced.set(id, { ...name, until: now + UPGRADE_TIMEOUT_MS })
    }
    for (const [id, { until }] of this.announced) {
      if (until > now && this.announced.size <= RENAMES_REMEMBERED_MAX) break
      this.announced.delete(id)
    }
  }
}

/** False if the peer's cookie is newer than the name. */
function give(peer: Named, { user, at }: Name): boolean {
  if (peer.sealedAt > at) return false
  peer.user = { ...peer.user, ...user }
  peer.sealedAt = at
  return true
}

function frameOf(user: User, frames: Map<string, Buffer>): Buffer {
  const frame = frames.get(user.id) ?? textFrame(encodeEvents({ type: 'me', user }))
  frames.set(user.id, frame)
  return frame
}
