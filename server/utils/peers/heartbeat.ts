import { CLOSE } from '#shared/close-codes'
import { HEARTBEAT_DEADLINE_MS, HEARTBEAT_MS } from '#shared/limits'
import { PING_FRAME } from '../hub/ws-frame'
import type { SocketPeer } from './socket-peer'

/** A peer is looked at so often within the deadline: that is how much later than due it may be pinged, or given up. */
const LOOKS_A_DEADLINE = 2

/**
 * Ticks from one look at a peer to the next. So many that a tick of a large process is short: to ping a twentieth of 17,000 peers at a time held everything else up for 4 ms, and for 20 to
 * 60 where others wanted the core.
 */
const SLOTS = 100

/** A peer, as far as its heartbeat is concerned. */
export type Beating = Pick<SocketPeer, 'heardAt' | 'heartbeatSlot' | 'close' | 'write'>

interface Slot {
  readonly peers: Set<Beating>
  /** When its peers were looked at, the newest first, as far back as the deadline reaches: ms of `performance.now()`. */
  looks: readonly number[]
}

/**
 * One timer for the heartbeats of all peers: each tick looks at a small part of them. The server pings because timers of hidden tabs
 * run once a minute, while every browser answers a ping by itself. A peer that speaks by itself once a beat, as a page does that is looked at, is never asked; one that was silent for a beat is
 * pinged, and closed at the look that finds it silent still, when a deadline's looks have gone by since. How far looks are apart does not matter to that: a timer that fires late makes it
 * more than it is meant to be.
 */
export class Heartbeat {
  private readonly slots: readonly Slot[] = Array.from({ length: SLOTS }, () => ({ peers: new Set(), looks: [] }))
  private next = 0
  private tick = 0
  private readonly timer: NodeJS.Timeout

  /** @param now the clock of `heardAt`, in ms */
  constructor(private readonly heartbeatMs = HEARTBEAT_MS, deadlineMs = HEARTBEAT_DEADLINE_MS, private readonly now = () => performance.now()) {
    this.timer = setInterval(() => this.look(this.now()), deadlineMs / LOOKS_A_DEADLINE / SLOTS)
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

  private look(now: number): void {
    const slot = this.slots[this.tick++ % SLOTS]
    if (!slot) return
    const [last = -Infinity] = slot.looks
    const deadline = slot.looks[LOOKS_A_DEADLINE - 1] ?? -Infinity
    for (const peer of slot.peers) {
      if (!this.wasSilent(peer, now)) continue
      if (this.wasSilent(peer, deadline)) peer.close(CLOSE.HEARTBEAT)
      else if (!this.wasSilent(peer, last)) peer.write(PING_FRAME)
    }
    slot.looks = [now, ...slot.looks].slice(0, LOOKS_A_DEADLINE)
  }

  /** Whether a look at this time pinged the peer, had pinged it before, or would: it was not heard from for a beat then, nor since. */
  private wasSilent(peer: Beating, lookedAt: number): boolean {
    return lookedAt - peer.heardAt > this.heartbeatMs
  }
}
