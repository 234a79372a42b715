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

/**
 * One timer for the heartbeats of all peers: each tick pings a small part of them. The server pings because timers of hidden tabs
 * run once a minute, while every browser answers a ping by itself. A peer of which nothing was heard for a heartbeat and its
 * deadline is closed. One that spoke by itself within the deadline can't be over both at the next tick, and is not asked.
 */
export class Heartbeat {
  private readonly slots: ReadonlyArray<Set<Beating>> = Array.from({ length: SLOTS }, () => new Set())
  private next = 0
  private tick = 0
  private readonly timer: NodeJS.Timeout

  constructor(private readonly heartbeatMs = HEARTBEAT_MS, private readonly deadlineMs = HEARTBEAT_DEADLINE_MS) {
    this.timer = setInterval(() => this.beat(Date.now()), heartbeatMs / SLOTS)
    this.timer.unref()
  }

  add(peer: Beating): void {
    peer.heartbeatSlot = this.next++ % SLOTS
    this.slots[peer.heartbeatSlot]?.add(peer)
  }

  remove(peer: Beating): void {
    this.slots[peer.heartbeatSlot]?.delete(peer)
  }

  close(): void {
    clearInterval(this.timer)
  }

  private beat(now: number): void {
    for (const peer of this.slots[this.tick++ % SLOTS] ?? []) {
      const silentMs = now - peer.heardAt
      if (silentMs > this.heartbeatMs + this.deadlineMs) peer.close(CLOSE.HEARTBEAT)
      else if (silentMs > this.deadlineMs) peer.write(PING_FRAME)
    }
  }
}
