import type { Cancel, Clock } from '../environment'
import { beginHeartbeat, dueAt, heard, ponged, probe, tick, type Beat, type Heartbeat } from './heartbeat'

export interface Pulse {
  start(everyMs: number): void
  stop(): void
  heard(): void
  /**
   * To be called when the server answered a ping. Returns how long ago the ping was sent, in ms; null if none waited.
   */
  ponged(): number | null
  /** Pings now. Does nothing while stopped. */
  probe(): void
}

/** Runs the heartbeat of one connection on a clock. */
export function createPulse(clock: Clock, on: { ping(): void, dead(): void }): Pulse {
  let heartbeat: Heartbeat | null = null
  let cancel: Cancel = () => {}

  function act(beat: Beat): void {
    heartbeat = beat.heartbeat
    if (beat.act === 'dead') {
      stop()
      on.dead()
      return
    }
    arm()
    if (beat.act === 'ping') on.ping()
  }

  function arm(): void {
    cancel()
    if (!heartbeat) return
    const ms = Math.max(0, dueAt(heartbeat) - clock.elapsed())
    cancel = clock.after(ms, () => heartbeat && act(tick(heartbeat, clock.elapsed())))
  }

  function stop(): void {
    cancel()
    heartbeat = null
  }

  return {
    start(everyMs) {
      heartbeat = beginHeartbeat(clock.elapsed(), everyMs)
      arm()
    },
    stop,
    heard() {
      // The timer stays: when it fires, the heartbeat is judged again. Setting it anew per frame would cost more than
      // it gains.
      if (heartbeat) heartbeat = heard(heartbeat, clock.elapsed())
    },
    ponged() {
      if (!heartbeat) return null
      const { pingAt } = heartbeat
      heartbeat = ponged(heartbeat, clock.elapsed())
      arm()
      return pingAt === null ? null : clock.elapsed() - pingAt
    },
    probe() {
      if (heartbeat) act(probe(heartbeat, clock.elapsed()))
    },
  }
}
