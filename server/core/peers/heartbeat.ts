import { CLOSE } from '#shared/close-codes'
import { HEARTBEAT_DEADLINE_MS, HEARTBEAT_MS } from '#shared/limits'
import { PING_FRAME } from '../wire/ws-frame'
import type { SocketPeer } from './socket-peer'

/** Looks at a peer per deadline. A peer may be pinged or closed that much later than due. */
const LOOKS_A_DEADLINE = 2

/**
 * Ticks from one look at a peer to the next, so many that a tick of a large process is short. Pinging a twentieth of
 * 17,000 peers at once delayed everything else by 4 ms, and by 20 to 60 ms on a shared core.
 */
const SLOTS = 100

/** A peer as the heartbeat sees it. */
export type Beating = Pick<SocketPeer, 'heardAt' | 'heartbeatSlot' | 'close' | 'write' | 'becameSilent'>

interface Slot {
  readonly peers: Set<Beating>
  /** Times of the looks at its peers, newest first, as far back as the deadline: ms of `performance.now()`. */
  looks: readonly number[]
}

/**
 * One timer for the heartbeats of all peers: each tick looks at a small part of them. The server pings because timers
 * of hidden tabs run once per minute, while every browser answers a ping by itself.
 *
 * A peer heard from within the interval is not pinged. A silent one is pinged, and closed if it is still silent one
 * deadline later. Deadlines count looks that took place, so a late timer gives peers more time, not less. A peer that
 * has not answered by the look after its ping counts as silent: its user is shown as gone before the connection is
 * closed.
 *
 * The timer runs only while there are peers, so that an idle process is not woken.
 */
export class Heartbeat {
  private readonly slots: readonly Slot[] = Array.from({ length: SLOTS }, () => ({ peers: new Set(), looks: [] }))
  private next = 0
  private tick = 0
  private count = 0
  private timer: NodeJS.Timeout | undefined

  /** @param now the clock of `heardAt`, in ms */
  constructor(
    private readonly heartbeatMs = HEARTBEAT_MS,
    private readonly deadlineMs = HEARTBEAT_DEADLINE_MS,
    private readonly now = () => performance.now(),
  ) {}

  add(peer: Beating): void {
    peer.heartbeatSlot = this.next++ % SLOTS
    this.slots[peer.heartbeatSlot]?.peers.add(peer)
    if (this.count++ === 0) this.start()
  }

  remove(peer: Beating): void {
    if (!this.slots[peer.heartbeatSlot]?.peers.delete(peer)) return
    if (--this.count === 0) this.close()
  }

  close(): void {
    clearInterval(this.timer)
  }

  /** Looks before a pause say nothing about the silence of later peers. */
  private start(): void {
    for (const slot of this.slots) slot.looks = []
    this.timer = setInterval(() => this.look(this.now()), this.deadlineMs / LOOKS_A_DEADLINE / SLOTS)
    this.timer.unref()
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
      else peer.becameSilent()
    }
    slot.looks = [now, ...slot.looks].slice(0, LOOKS_A_DEADLINE)
  }

  /** Whether the peer was already silent for an interval at this look, and was not heard from since. */
  private wasSilent(peer: Beating, lookedAt: number): boolean {
    return lookedAt - peer.heardAt > this.heartbeatMs
  }
}
