import { CLOSE } from '#shared/close-codes'
import { HEARTBEAT_DEADLINE_MS, HEARTBEAT_MS } from '#shared/limits'
import { PING_FRAME } from '../hub/ws-frame'
import type { SocketPeer } from './socket-peer'

const SLOTS = 20

/**
 * One timer for the heartbeats of all peers: each tick pings a twentieth of them. The server pings because timers of hidden tabs
 * run once a minute, while every browser answers a ping by itself. A peer of which nothing was heard for a heartbeat and its
 * deadline is closed.
 */
export class Heartbeat {
  private readonly slots: ReadonlyArray<Set<SocketPeer>> = Array.from({ length: SLOTS }, () => new Set())
  private next = 0
  private tick = 0
  private readonly timer: NodeJS.Timeout

  constructor(heartbeatMs = HEARTBEAT_MS, private readonly deadlineMs = heartbeatMs + HEARTBEAT_DEADLINE_MS) {
    this.timer = setInterval(() => this.beat(Date.now()), heartbeatMs / SLOTS)
    this.timer.unref()
  }

  add(peer: SocketPeer): void {
    peer.heartbeatSlot = this.next++ % SLOTS
    this.slots[peer.heartbeatSlot]?.add(peer)
  }

  remove(peer: SocketPeer): void {
    this.slots[peer.heartbeatSlot]?.delete(peer)
  }

  close(): void {
    clearInterval(this.timer)
  }

  private beat(now: number): void {
    for (const peer of this.slots[this.tick++ % SLOTS] ?? []) {
      if (now - peer.heardAt > this.deadlineMs) peer.close(CLOSE.HEARTBEAT)
      else peer.write(PING_FRAME)
    }
  }
}
