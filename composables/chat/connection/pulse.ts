import type { Cancel, Clock } from '../environment'
import { beginHeartbeat, dueAt, heard, ponged, probe, tick, type Beat, type Heartbeat } from './heartbeat'

export interface Pulse {
  start(everyMs: number): void
  stop(): void
  heard(): void
  ponged(): void
  /** Asks for a sign of life now. Does nothing while stopped. */
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
    const ms = dueAt(heartbeat) - clock.now()
    // Never longer than the interval, also when the clock was set back.
    cancel = clock.after(Math.max(0, Math.min(ms, heartbeat.everyMs)), () => heartbeat && act(tick(heartbeat, clock.now())))
  }

  function stop(): void {
    cancel()
    heartbeat = null
  }

  return {
    start(everyMs) {
      heartbeat = beginHeartbeat(clock.now(), everyMs)
      arm()
    },
    stop,
    heard() {
      // The timer stays: when it runs, the beat is judged anew. Arming again for every frame would cost more than it gives.
      if (heartbeat) heartbeat = heard(heartbeat, clock.now())
    },
    ponged() {
      if (heartbeat) heartbeat = ponged(heartbeat, clock.now())
      arm()
    },
    probe() {
      if (heartbeat) act(probe(heartbeat, clock.now()))
    },
  }
}
