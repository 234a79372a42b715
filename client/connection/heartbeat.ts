import { HEARTBEAT_DEADLINE_MS } from '#shared/limits'

/** Deadline of a probe, in ms. Short, since the user has just come back and looks at the page. */
export const PROBE_DEADLINE_MS = 3_000

/**
 * A timer that fires this much late, in ms, shows that the page slept: hidden tabs get one timer per minute, frozen
 * ones none. It says nothing about the connection.
 */
const LATE_MS = 2_000

/** Late timers in a row that lead to another probe. After these, silence means a dead connection. */
const LATE_PROBES = 2

/**
 * State of a heartbeat: when the connection was last heard from, and the ping without an answer. Times in ms of a
 * monotonic clock.
 */
export interface Heartbeat {
  readonly everyMs: number
  readonly heardAt: number
  readonly nextPingAt: number
  /** Null if no ping waits for its pong. */
  readonly pingAt: number | null
  readonly deadlineMs: number
  readonly late: number
}

/** `ping`: send one. `dead`: nothing was heard in time, so close the socket. */
export type Beat = { readonly heartbeat: Heartbeat, readonly act: 'none' | 'ping' | 'dead' }

export function beginHeartbeat(now: number, everyMs: number): Heartbeat {
  return { everyMs, heardAt: now, nextPingAt: now + everyMs, pingAt: null, deadlineMs: HEARTBEAT_DEADLINE_MS, late: 0 }
}

/** Any frame shows that the connection lives, so that a `pong` behind a long replay is no death. */
export function heard(heartbeat: Heartbeat, now: number): Heartbeat {
  return { ...heartbeat, heardAt: now, late: 0 }
}

export function ponged(heartbeat: Heartbeat, now: number): Heartbeat {
  return { ...heard(heartbeat, now), pingAt: null }
}

/** Pings with a short deadline. */
export function probe(heartbeat: Heartbeat, now: number): Beat {
  return {
    heartbeat: { ...heartbeat, pingAt: now, nextPingAt: now + heartbeat.everyMs, deadlineMs: PROBE_DEADLINE_MS },
    act: 'ping',
  }
}

/** When `tick` next has something to decide, in ms of the same clock. */
export function dueAt(heartbeat: Heartbeat): number {
  return Math.min(heartbeat.nextPingAt, deadlineAt(heartbeat))
}

/** Decides by what was heard. A late timer decides nothing, since frames may wait behind it. */
export function tick(heartbeat: Heartbeat, now: number): Beat {
  const late = now - dueAt(heartbeat) > LATE_MS
  if (now >= deadlineAt(heartbeat)) {
    if (!late || heartbeat.late >= LATE_PROBES) return { heartbeat, act: 'dead' }
    return probe({ ...heartbeat, late: heartbeat.late + 1 }, now)
  }
  if (now < heartbeat.nextPingAt) return { heartbeat, act: 'none' }
  return late ? probe(heartbeat, now) : ping(heartbeat, now)
}

function deadlineAt({ pingAt, heardAt, deadlineMs }: Heartbeat): number {
  return pingAt === null ? Infinity : Math.max(pingAt, heardAt) + deadlineMs
}

/** A second ping keeps the deadline of the first, or a short interval would postpone the deadline for ever. */
function ping(heartbeat: Heartbeat, now: number): Beat {
  const waiting = heartbeat.pingAt === null ? { pingAt: now, deadlineMs: HEARTBEAT_DEADLINE_MS } : {}
  return { heartbeat: { ...heartbeat, nextPingAt: now + heartbeat.everyMs, ...waiting }, act: 'ping' }
}
