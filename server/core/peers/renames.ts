import type { User } from '#shared/schemas/user'
import type { Principal } from '../principal'
import { encodeEvents } from '../wire/encode'
import { textFrame } from '../wire/ws-frame'
import { RENAMES_EVERY_MS, RENAMES_TOLD_MAX, UPGRADE_TIMEOUT_MS } from '../../platform/limits/server-limits'
import type { SocketPeer } from './socket-peer'

/** A peer, as far as the name of its person is concerned. */
export type Named = Pick<SocketPeer, 'form' | 'write'> & { user: Principal | null, sealedAt: number }

/** A person's name, and when it was sealed into their cookie, in Unix ms: of two names the one that was sealed later is theirs, whichever comes last. */
interface Name { readonly user: User, readonly at: number }

/**
 * The new names of people, told to all of their connections. Who of a process is somebody's can only be found by asking every peer, so the
 * names are gathered and told in one pass; in a process with Redis that is also where a name set here and its copy from the bus become one.
 * They are remembered after that for as long as an upgrade may be on its way: it brings the cookie, and with it the name, of when it set out.
 */
export class Renames {
  private waiting = new Map<string, Name>()
  /** Oldest first. `until` is in ms of `performance.now()`. */
  private readonly told = new Map<string, Name & { readonly until: number }>()
  private timer: NodeJS.Timeout | null = null

  constructor(private readonly peers: Iterable<Named>) {}

  /** @param at when the name was sealed into the cookie, in Unix ms */
  add(user: User, at: number): void {
    const known = this.newest(user.id)
    if (known && known.at > at) return
    this.waiting.set(user.id, { user, at })
    this.timer ??= setTimeout(() => this.tell(), RENAMES_EVERY_MS).unref()
  }

  /** Gives a peer its new name if there is one: what it sends is signed with it from the moment the rename was answered, wherever its upgrade was then. */
  catchUp(peer: Named): void {
    const name = peer.user && this.newest(peer.user.id)
    if (name) give(peer, name)
  }

  /** Forgets all: everybody is sent away, and comes back with a session that has the new name. */
  clear(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    this.waiting.clear()
    this.told.clear()
  }

  private newest(id: string): Name | null {
    const waiting = this.waiting.get(id)
    if (waiting) return waiting
    const told = this.told.get(id)
    return told && told.until > performance.now() ? told : null
  }

  private tell(): void {
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
      this.told.delete(id)
      this.told.set(id, { ...name, until: now + UPGRADE_TIMEOUT_MS })
    }
    for (const [id, { until }] of this.told) {
      if (until > now && this.told.size <= RENAMES_TOLD_MAX) break
      this.told.delete(id)
    }
  }
}

/** False where the peer came with a cookie that is newer than the name. */
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
