import type { SocketPeer } from './socket-peer'

/**
 * The connections of each user of this process. Most users have one, so that one is kept without a set of its own:
 * with many idle connections a set each would be a good part of what they cost.
 */
export class PeersByUser {
  private readonly peers = new Map<string, SocketPeer | Set<SocketPeer>>()

  add(peer: SocketPeer): void {
    const id = peer.user?.id
    if (id === undefined) return
    const known = this.peers.get(id)
    if (known === undefined) this.peers.set(id, peer)
    else if (known instanceof Set) known.add(peer)
    else this.peers.set(id, new Set([known, peer]))
  }

  remove(peer: SocketPeer): void {
    const id = peer.user?.id
    if (id === undefined) return
    const known = this.peers.get(id)
    if (known === peer) this.peers.delete(id)
    else if (known instanceof Set && known.delete(peer) && known.size === 0) this.peers.delete(id)
  }

  of(id: string): readonly SocketPeer[] {
    const known = this.peers.get(id)
    if (known === undefined) return []
    return known instanceof Set ? [...known] : [known]
  }
}
