import type { SocketPeer } from './socket-peer'

/**
 * The connections of each user of this process. Most users have one, which is kept without a set: one set per user
 * would be a good part of the cost of an idle connection.
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
