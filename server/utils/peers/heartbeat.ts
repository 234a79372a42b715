import { CLOSE } from '#shared/close-codes'
import { HEARTBEAT_DEADLINE_MS, HEARTBEAT_MS } from '#shared/limits'
import { PING_FRAME } from '../hub/ws-frame'
import type { SocketPeer } from './socket-peer'

/**
 * Ticks in a beat. So many that a tick of a large process is short: to ping a twentieth of 17,000 peers at a time held everything else up for 4 ms, and for 20 to 60 where
 * others wanted the core.
 */
const SLOTS = 200

/** A peer, as far as its heartbeat is concerned. */
export type Beating = Pick<SocketPeer, 'heardAt' | 'heartbeatSlot' | 'close' | 'write'>

interface Slot {
  readonly peers: Set<Beating>
  /** When its peers were looked at last, ms of `performance.now()`. */
  lookedAt: number
}

/**
 * One timer for the heartbeats of all peers: each tick looks at a small part of them. The server pings because timers of hidden tabs
 * run once a minute, while every browser answers a ping by itself. At each look, one a beat, a peer is pinged that did not speak by itself within the deadline, and one is closed that was
 * pinged at the look before and has not spoken since. How long a beat is does not matter to that: a timer that fires late makes it longer than it is meant to be.
 */
export class Heartbeat {
  private readonly slots: readonly Slot[] = Array.from({ length: SLOTS }, () => ({ peers: new Set(), lookedAt: -Infinity }))
  private next = 0
  private tick = 0
  private readonly timer: NodeJS.Timeout

  /** @param now the clock of `heardAt`, in ms */
  constructor(heartbeatMs = HEARTBEAT_MS, private readonly deadlineMs = HEARTBEAT_DEADLINE_MS, private readonly now = () => performance.now()) {
    this.timer = setInterval(() => this.beat(this.now()), heartbeatMs / SLOTS)
    this.timer.unref()
  }

  add(peer: Beating): void {
    peer.heartbeatSlot = this.next++ % SLOTS
    this.slots[peer.heartbeatSlot]?.peers.add(peer)
  }

  remove(peer: Beating): void {
    this.slots[peer.heartbeatSlot]?.peers.delete(peer)
  }

  close(): void {
    clearInterval(this.timer)
  }

  private beat(now: number): void {
    const slot = this.slots[this.tick++ % SLOTS]
    if (!slot) return
    for (const peer of slot.peers) {
      if (this.isSilent(peer, slot.lookedAt)) peer.close(CLOSE.HEARTBEAT)
      else if (this.isSilent(peer, now)) peer.write(PING_FRAME)
    }
    slot.lookedAt = now
  }

  /** Whether a look at this time found, or finds, that the peer was not heard from for long enough to be pinged. */
  private isSilent(peer: Beating, lookedAt: number): boolean {
    return lookedAt - peer.heardAt > this.deadlineMs
  }
}
