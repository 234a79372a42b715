import type { Peer } from '../hub/peer'
import type { PeoplePresence, Whereabouts as Place } from '../presence/people/people-presence'
import type { Watches } from '../presence/people/watches'
import type { Principal } from '../principal'
import type { SocketPeer } from './socket-peer'

type Here = Pick<SocketPeer, 'wire' | 'closed' | 'silent'> & Peer

export interface WhereaboutsDeps {
  readonly presence: Pick<PeoplePresence, 'put'>
  readonly watches: Pick<Watches, 'watch' | 'drop' | 'blind'>
  /** Whether the user hides their whereabouts. */
  readonly hides: (user: Principal) => Promise<boolean>
  /** The user is here, or was until now. */
  readonly onSeen: (user: Principal) => void
}

/**
 * Whereabouts of this process's users, derived from their connections. A connection that does not answer its ping does
 * not count. A connection whose client reports an absent user counts as away. A user who hides their presence gets none
 * of others.
 */
export class Whereabouts {
  private readonly inactive = new WeakSet<Peer>()
  private readonly hidden = new Set<string>()
  /** The users that each peer shows: they are watched again once its user does not hide any more. */
  private readonly shown = new WeakMap<Peer, readonly string[]>()
  /** Counts what was announced: what was read before that may be older. */
  private announced = 0

  constructor(private readonly deps: WhereaboutsDeps) {}

  /** To be called when a connection of the user begins: reads whether the user hides. */
  async greeting(user: Principal): Promise<void> {
    const before = this.announced
    const hides = await this.deps.hides(user)
    if (before !== this.announced) return this.greeting(user)
    if (hides) this.hidden.add(user.id)
    else this.hidden.delete(user.id)
    if (!this.hidden.has(user.id)) this.deps.onSeen(user)
  }

  /** Whether the user hides where they are, as far as their connections here know. */
  isHidden(user: string): boolean {
    return this.hidden.has(user)
  }

  active(peer: Peer, isActive: boolean, peers: readonly Here[]): void {
    if (isActive) this.inactive.delete(peer)
    else this.inactive.add(peer)
    this.changed(peer.person, peers)
  }

  watch(peer: Peer, people: readonly string[]): void {
    if (!peer.user) return
    this.shown.set(peer, people)
    if (!this.hidden.has(peer.user.id)) this.deps.watches.watch(peer, people)
  }

  /** @param peers the remaining connections of the user */
  ended(peer: Peer, peers: readonly Here[]): void {
    this.deps.watches.drop(peer)
    if (!peer.user) return
    const { user, wire } = peer
    if (wire === 'app') this.changed(user.id, peers)
    if (peers.length > 0) return
    if (!this.hidden.delete(user.id) && wire === 'app') this.deps.onSeen(user)
  }

  hides(user: string, isHidden: boolean, peers: readonly Here[]): void {
    this.announced++
    if (isHidden) this.hidden.add(user)
    else this.hidden.delete(user)
    this.see(peers, !isHidden)
    this.changed(user, peers)
  }

  /** To be called when the user's connections changed. */
  changed(user: string, peers: readonly Here[]): void {
    this.deps.presence.put(user, this.whereOf(user, peers))
  }

  /** Lets these peers see the users that they show, or not any more. */
  private see(peers: readonly Here[], isSeeing: boolean): void {
    const { watches } = this.deps
    for (const peer of peers) {
      const people = this.shown.get(peer)
      if (!people || people.length === 0) continue
      if (isSeeing) watches.watch(peer, people)
      else watches.blind(peer)
    }
  }

  private whereOf(user: string, peers: readonly Here[]): Place | null {
    if (this.hidden.has(user)) return null
    const there = peers.filter(peer => peer.wire === 'app' && !peer.closed && !peer.silent)
    if (there.length === 0) return null
    return there.some(peer => !this.inactive.has(peer)) ? 'online' : 'away'
  }
}
