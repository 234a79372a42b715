import type { User } from '#shared/schemas/user'
import { encodeEvents } from '../hub/encode'
import { textFrame } from '../hub/ws-frame'
import { RENAMES_EVERY_MS } from '../limits/server-limits'
import type { SocketPeer } from './socket-peer'

/** A peer, as far as the name of its person is concerned. */
export type Named = Pick<SocketPeer, 'form' | 'write'> & { user: User | null }

/**
 * The new names of people, told to all of their connections. Who of a process is somebody's can only be found by asking every peer, so the
 * names are gathered and told in one pass; in a process with Redis that is also where a name set here and its copy from the bus become one.
 */
export class Renames {
  private waiting = new Map<string, User>()
  private timer: NodeJS.Timeout | null = null

  constructor(private readonly peers: Iterable<Named>) {}

  add(user: User): void {
    this.waiting.set(user.id, user)
    this.timer ??= setTimeout(() => this.tell(), RENAMES_EVERY_MS).unref()
  }

  /** Gives a peer its new name if one waits: what it sends is signed with it from the moment the rename was answered. */
  catchUp(peer: Named): void {
    if (this.waiting.size > 0 && peer.user) peer.user = this.waiting.get(peer.user.id) ?? peer.user
  }

  /** Forgets what waits: everybody is sent away, and comes back with a session that has the new name. */
  clear(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    this.waiting.clear()
  }

  private tell(): void {
    const names = this.waiting
    const frames = new Map<string, Buffer>()
    this.waiting = new Map()
    this.timer = null
    for (const peer of this.peers) {
      const user = peer.user && names.get(peer.user.id)
      if (!user) continue
      peer.user = user
      if (peer.form === 'app') peer.write(frameOf(user, frames))
    }
  }
}

function frameOf(user: User, frames: Map<string, Buffer>): Buffer {
  const frame = frames.get(user.id) ?? textFrame(encodeEvents({ type: 'me', user }))
  frames.set(user.id, frame)
  return frame
}
