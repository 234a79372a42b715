import { HEARTBEAT_DEADLINE_MS } from '#shared/limits'

/** Deadline of a probe, in ms: a person has just come back and looks at the page. */
export const PROBE_DEADLINE_MS = 3_000

/**
 * A timer that runs this much after its time, in ms, says that the page slept (hidden tabs get one timer a minute, frozen ones none)
 * and nothing about the line.
 */
const LATE_MS = 2_000

/** Late timers in a row that are answered by another probe. After that many with nothing heard, the silence is the line's. */
const LATE_PROBES = 2

/** What is known of a line: when something was heard last, and the ping that is not answered yet. All times are those of a clock that nobody can set, in ms. */
export interface Heartbeat {
  readonly everyMs: number
  readonly heardAt: number
  readonly nextPingAt: number
  /** Null when no ping waits for its pong. */
  readonly pingAt: number | null
  readonly deadlineMs: number
  readonly late: number
}

/** `ping`: send one. `dead`: nothing was heard in time, give the socket up. */
export type Beat = { readonly heartbeat: Heartbeat, readonly act: 'none' | 'ping' | 'dead' }

export function beginHeartbeat(now: number, everyMs: number): Heartbeat {
  return { everyMs, heardAt: now, nextPingAt: now + everyMs, pingAt: null, deadlineMs: HEARTBEAT_DEADLINE_MS, late: 0 }
}

/** Anything that arrives proves the line, so that a `pong` behind a long replay does not look like a death. */
export function heard(heartbeat: Heartbeat, now: number): Heartbeat {
  return { ...heartbeat, heardAt: now, late: 0 }
}

export function ponged(heartbeat: Heartbeat, now: number): Heartbeat {
  return { ...heard(heartbeat, now), pingAt: null }
}

/** Asks the line for a sign of life with a short deadline. */
export function probe(heartbeat: Heartbeat, now: number): Beat {
  return { heartbeat: { ...heartbeat, pingAt: now, nextPingAt: now + heartbeat.everyMs, deadlineMs: PROBE_DEADLINE_MS }, act: 'ping' }
}

/** When `tick` has something to decide next, in ms of the same clock. */
export function dueAt(heartbeat: Heartbeat): number {
  return Math.min(heartbeat.nextPingAt, deadlineAt(heartbeat))
}

/** Decides by what was heard: never by a timer that came late, since what arrived meanwhile may still wait behind it. */
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

/** A ping beside one that is not answered yet leaves that one's deadline as it is, or a short interval would put it off for ever. */
function ping(heartbeat: Heartbeat, now: number): Beat {
  const waiting = heartbeat.pingAt === null ? { pingAt: now, deadlineMs: HEARTBEAT_DEADLINE_MS } : {}
  return { heartbeat: { ...heartbeat, nextPingAt: now + heartbeat.everyMs, ...waiting }, act: 'ping' }
}
